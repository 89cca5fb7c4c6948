/** Rows about a server that holds many pods: how soon it answers, and what memory it needs. */
import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import {
  createCitizen,
  freePort,
  type PodServer,
  type StartOptions,
} from '../../kit/pod-servers.ts';
import { median, type Row } from './course.ts';
import { fill, newFolder } from './filling.ts';
import { type Peer, startServer } from './peers.ts';
import { podName } from './places.ts';
import { memoryOf } from './processes.ts';

const MEMORY_MEGABYTES_MAX = 150;
/** Until what the start left undone is done. */
const SETTLE_MILLISECONDS = 3_000;
const ANSWER_MILLISECONDS_MAX = 60_000;

interface Crowd {
  readonly name: Peer['name'];
  readonly place: Required<Pick<StartOptions, 'folder' | 'port'>>;
  /** Readable by everybody. */
  readonly document: string;
}

interface Measures {
  readonly listening: number;
  readonly answering: number;
  readonly idle: number;
  readonly asked: number;
}

export async function startAmong(args: {
  readonly pods: number;
  readonly turns: number;
  readonly withCss: boolean;
}): Promise<readonly Row[]> {
  const { pods, turns, withCss } = args;
  const ours = await settle('Traboule', pods);
  const css = withCss ? await settle('CSS 7.2', pods) : undefined;
  try {
    const stock: Measures[] = [];
    const engine: Measures[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
      if (css !== undefined) stock.push(await measureStart(css));
      engine.push(await measureStart(ours));
    }
    return rowsOf(pods, engine, withCss ? stock : undefined);
  } finally {
    for (const crowd of [ours, css])
      if (crowd !== undefined) rmSync(crowd.place.folder, { recursive: true });
  }
}

async function settle(name: Peer['name'], pods: number): Promise<Crowd> {
  const place = { folder: newFolder(), port: await freePort() };
  const baseUrl = `http://localhost:${place.port}/`;
  if (name === 'CSS 7.2') await makeFirstPod(place);
  await fill({ server: name, folder: place.folder, baseUrl, pods });
  const document = `${baseUrl}${podName(Math.floor(pods / 2))}/profile/card`;
  return { name, place, document };
}

/** The one that the others are copies of. */
async function makeFirstPod(place: StartOptions): Promise<void> {
  const server = await startServer('CSS 7.2', place);
  const password = 'une phrase assez longue';
  await createCitizen(server, {
    email: `${podName(0)}@exemple.invalid`,
    password,
    name: podName(0),
  });
  await server.close();
}

/** Two starts: one is asked at once, the other is left alone first. */
async function measureStart(crowd: Crowd): Promise<Measures> {
  const began = performance.now();
  const asked = await startServer(crowd.name, crowd.place);
  const listening = performance.now() - began;
  await goodAnswer(crowd.document);
  const answering = performance.now() - began;
  await asked.close();
  return { listening, answering, ...(await measureMemory(crowd)) };
}

async function measureMemory({ name, place, document }: Crowd) {
  const server: PodServer = await startServer(name, place);
  await pause(SETTLE_MILLISECONDS);
  const idle = memoryOf(server);
  await goodAnswer(document);
  await pause(SETTLE_MILLISECONDS);
  const asked = memoryOf(server);
  await server.close();
  return { idle, asked };
}

async function goodAnswer(url: string): Promise<void> {
  const until = performance.now() + ANSWER_MILLISECONDS_MAX;
  for (;;) {
    const answer = await fetch(url);
    await answer.arrayBuffer();
    if (answer.status === 200) return;
    if (performance.now() > until) throw new Error(`GET ${url}: ${answer.status}`);
  }
}

function rowsOf(
  pods: number,
  engine: readonly Measures[],
  stock: readonly Measures[] | undefined,
): readonly Row[] {
  const row = (work: string, measure: keyof Measures, limit?: number): Row => {
    const of = (all: readonly Measures[]): number => median(all.map((one) => one[measure]));
    const ours = of(engine);
    const css = stock === undefined ? undefined : of(stock);
    return {
      work: `${pods} pods: ${work}`,
      ours,
      ...(css !== undefined && { css, timesCss: css / ours }),
      ...(limit !== undefined && { limit, ofLimit: ours / limit }),
    };
  };
  return [
    row('start until it listens, ms', 'listening'),
    row('start until the first good answer, ms', 'answering'),
    row('memory before any request, MB', 'idle', MEMORY_MEGABYTES_MAX),
    row('memory after one GET, MB', 'asked', MEMORY_MEGABYTES_MAX),
  ];
}
