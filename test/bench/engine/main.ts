/**
 * The speed of the engine beside its peers and its limits, all in one run: `npm run bench`. Prints a table and keeps it as JSON.
 *   --seconds N     a turn of a measurement (default 2)
 *   --turns N       turns of each peer, alternating (default 3)
 *   --without-css   without the slow peer
 *   --pods N        pods that a server holds when it starts (default 10000)
 *   --resources N   of the storage that grew (default 1000000)
 *   --only A,B      these works only, by the names below
 *   --out FILE      keeps the rows as JSON
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { signUp } from './accounts.ts';
import { readAmongBombs } from './bombs.ts';
import type { Course, Row } from './course.ts';
import { startAmong } from './crowd.ts';
import { grow } from './growth.ts';
import { firstByte, list } from './listings.ts';
import { startPeer } from './peers.ts';
import { memoryOf } from './processes.ts';
import { readJsonLd, readPrivate, readPublic } from './reads.ts';
import { printHead, printRow } from './table.ts';
import { shareWork } from './workers.ts';
import { exchangeOne, insertOne, overwrite, writeNew } from './writes.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '2' },
    turns: { type: 'string', default: '3' },
    'without-css': { type: 'boolean', default: false },
    pods: { type: 'string', default: '10000' },
    resources: { type: 'string', default: '1000000' },
    out: { type: 'string' },
    only: { type: 'string' },
  },
});

const rows: Row[] = [];
const withCss = !values['without-css'];
const turns = { milliseconds: Number(values.seconds) * 1_000, turns: Number(values.turns) };

type Works<With> = Readonly<Record<string, (what: With) => Promise<Row | readonly Row[]>>>;

/** Both servers run side by side, each with one citizen. */
const besideEachOther: Works<Course> = {
  memory: async ({ ours, css }) => ({
    work: 'memory after the first account, MB',
    ours: memoryOf(ours.server),
    ...(css && {
      css: memoryOf(css.server),
      timesCss: memoryOf(css.server) / memoryOf(ours.server),
    }),
  }),
  public: readPublic,
  private: readPrivate,
  jsonld: readJsonLd,
  new: writeNew,
  existing: overwrite,
  patch: insertOne,
  exchange: exchangeOne,
  list: (course) => list(course, 1_000),
  'long-list': (course) => list(alone(course), 10_000),
  accounts: signUp,
  'first-byte': async (course) => [await firstByte(course, 1_000), await firstByte(course, 10_000)],
  bombs: readAmongBombs,
};

/** Servers of their own, when the two are gone. */
const apart: Works<void> = {
  start: () => startAmong({ pods: Number(values.pods), turns: turns.turns, withCss }),
  growth: () => grow(turns, Number(values.resources)),
  workers: () => shareWork(turns),
};

async function main(): Promise<void> {
  const known = new Set([...Object.keys(besideEachOther), ...Object.keys(apart)]);
  const only = values.only?.split(',') ?? [...known];
  const unknown = only.find((name) => !known.has(name));
  if (unknown !== undefined) throw new Error(`"${unknown}" is none of ${[...known].join(', ')}.`);
  printHead();
  await runBesideEachOther(only.filter((name) => name in besideEachOther));
  await run(apart, only, undefined);
  if (values.out !== undefined) keep(values.out);
}

async function runBesideEachOther(names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const css = withCss ? await startPeer('CSS 7.2') : undefined;
  const ours = await startPeer('Traboule');
  const course = { ours, ...(css && { css }), ...turns };
  try {
    await run(besideEachOther, names, course);
  } finally {
    await css?.server.close();
    await ours.server.close();
  }
}

async function run<With>(works: Works<With>, names: readonly string[], what: With): Promise<void> {
  for (const [name, work] of Object.entries(works)) {
    if (!names.includes(name)) continue;
    for (const row of [await work(what)].flat()) {
      rows.push(row);
      printRow(row);
    }
  }
}

/** Filling so long a container would take the slow peer half an hour. */
function alone({ css: _css, ...course }: Course): Course {
  return course;
}

function keep(file: string): void {
  const machine = { processor: cpus()[0]?.model, cores: cpus().length, node: process.version };
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(file, `${JSON.stringify({ date, machine, rows }, null, 2)}\n`);
}

await main();
// Connections that clients keep open would hold the process although nothing is left to do.
process.exit(0);
