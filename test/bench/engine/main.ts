/**
 * The speed of the engine beside its peers and its limits, all in one run: `npm run bench`. Prints a table and keeps it as JSON.
 *   --seconds N     a turn of a measurement (default 2)
 *   --turns N       turns of each peer, alternating (default 3)
 *   --without-css   without the slow peer
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { memoryOf } from './memory.ts';
import { type Peer, startPeer } from './peers.ts';
import {
  type Course,
  list,
  overwrite,
  patchOne,
  type Row,
  readJsonLd,
  readPrivate,
  readPublic,
  writeNew,
} from './rows.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '2' },
    turns: { type: 'string', default: '3' },
    'without-css': { type: 'boolean', default: false },
    out: { type: 'string' },
    only: { type: 'string' },
  },
});

const rows: Row[] = [];

async function main(): Promise<void> {
  const withCss = !values['without-css'];
  const css = withCss ? await timed('CSS 7.2') : undefined;
  const ours = await timed('Traboule');
  const course: Course = {
    ours: ours.peer,
    ...(css === undefined ? {} : { css: css.peer }),
    milliseconds: Number(values.seconds) * 1_000,
    turns: Number(values.turns),
  };
  const works: readonly [string, () => Promise<Row>][] = [
    ['public', () => readPublic(course)],
    ['private', () => readPrivate(course)],
    ['jsonld', () => readJsonLd(course)],
    ['new', () => writeNew(course)],
    ['existing', () => overwrite(course)],
    ['patch', () => patchOne(course)],
    ['list', () => list(course, 1_000)],
    ['long-list', () => list(alone(course), 10_000)],
  ];
  try {
    for (const [name, work] of works)
      if (values.only === undefined || values.only.split(',').includes(name)) add(await work());
  } finally {
    await css?.peer.server.close();
    await ours.peer.server.close();
  }
  if (values.out !== undefined) keep(values.out);
}

/** Filling so long a container would take the slow peer half an hour. */
function alone({ ours, milliseconds, turns }: Course): Course {
  return { ours, milliseconds, turns };
}

/** Starts a peer and notes how long the start took and what memory it held before anybody came. */
async function timed(name: Peer['name']): Promise<{ readonly peer: Peer }> {
  const peer = await startPeer(name);
  add({ work: `${name}: memory after the first account, MB`, ours: memoryOf(peer.server) });
  return { peer };
}

function add(row: Row): void {
  rows.push(row);
  const cell = (number: number | undefined, digits = 0): string =>
    (number === undefined ? '–' : number.toFixed(digits)).padStart(10);
  process.stdout.write(
    `${row.work.padEnd(44)}${cell(row.ours, 1)}${cell(row.css, 1)}${cell(row.limit)}${cell(
      row.timesCss,
      1,
    )}×${cell(row.ofLimit, 2)}   ${JSON.stringify(row.more ?? {})}\n`,
  );
}

function keep(file: string): void {
  const machine = { processor: cpus()[0]?.model, cores: cpus().length, node: process.version };
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(file, `${JSON.stringify({ date, machine, rows }, null, 2)}\n`);
}

process.stdout.write(
  `${'work'.padEnd(44)}${['ours/s', 'CSS/s', 'limit/s', '× CSS', 'of limit'].map((one) => one.padStart(10)).join('')}\n`,
);
await main();
// Connections that clients keep open would hold the process although nothing is left to do.
process.exit(0);
