/** Rows about containers of many documents. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Course, compare, type Row } from './course.ts';
import { type Measured, measure } from './load.ts';
import type { Peer } from './peers.ts';
import { constant, request, sendAll } from './requests.ts';

const LONE_REQUESTS = 50;
/** Before them: a server is measured with its hot code compiled. */
const WARM_REQUESTS = 30;
/** Between two lone requests, so that the server has nothing to do when one comes. */
const IDLE_MILLISECONDS = 20;
/** The most that a citizen should wait for the first byte. */
const FIRST_BYTE_MILLISECONDS_MAX = 10;
const plain = { 'Content-Type': 'text/plain' };

export async function list(course: Course, children: number): Promise<Row> {
  for (const peer of [course.css, course.ours]) if (peer !== undefined) await fill(peer, children);
  const get = (peer: Peer) => request('GET', containerOf(peer, children));
  return compare(course, {
    name: `list ${children} children`,
    statuses: [200],
    connections: children >= 10_000 ? 2 : 4,
    requests: constant(get),
  });
}

/**
 * One request at a time to a server that has nothing else to do. The container changes before each, so that no listing that the
 * server remembers can be the answer; `unchanged` tells of those that could.
 */
export async function firstByte({ ours }: Course, children: number): Promise<Row> {
  await fill(ours, children);
  const url = containerOf(ours, children);
  const lone = async (bytes: string): Promise<Measured> => {
    await pause(IDLE_MILLISECONDS);
    return sendOnce(ours.port, bytes);
  };
  const changed: Measured[] = [];
  const unchanged: Measured[] = [];
  for (let number = -WARM_REQUESTS; number < LONE_REQUESTS; number += 1) {
    await lone(request('PUT', `${url}1.txt`, plain, `${number}`));
    const afterChange = await lone(request('GET', url));
    const again = await lone(request('GET', url));
    if (number < 0) continue;
    changed.push(afterChange);
    unchanged.push(again);
  }
  const ofChanged = sorted(changed.map((one) => one.firstByte.median));
  const ofUnchanged = sorted(unchanged.map((one) => one.firstByte.median));
  const middle = at(ofChanged, 0.5);
  return {
    work: `first byte of ${children} children, ms`,
    ours: middle,
    limit: FIRST_BYTE_MILLISECONDS_MAX,
    ofLimit: middle / FIRST_BYTE_MILLISECONDS_MAX,
    more: {
      p99Milliseconds: at(ofChanged, 0.99),
      wholeMedianMilliseconds: at(sorted(changed.map((one) => one.whole.median)), 0.5),
      unchangedMedianMilliseconds: at(ofUnchanged, 0.5),
      unchangedP99Milliseconds: at(ofUnchanged, 0.99),
      answerBytes: changed.at(-1)?.bytes ?? 0,
    },
  };
}

function sendOnce(port: number, bytes: string): Promise<Measured> {
  const requests = [bytes];
  const next = (): string | undefined => requests.pop();
  const statuses = [200, 201, 204, 205];
  return measure({ port, connections: 1, milliseconds: 60_000, next, statuses });
}

function containerOf(peer: Peer, children: number): string {
  return `${peer.open}list-${children}/`;
}

const filled = new Set<string>();

/** Once for each peer and size. */
async function fill(peer: Peer, children: number): Promise<void> {
  const container = containerOf(peer, children);
  if (filled.has(container)) return;
  filled.add(container);
  await sendAll(peer.port, children, (number) =>
    request('PUT', `${container}${number}.txt`, plain, 'x'),
  );
}

function sorted(numbers: readonly number[]): readonly number[] {
  return [...numbers].sort((one, other) => one - other);
}

function at(ascending: readonly number[], part: number): number {
  return ascending[Math.floor(part * (ascending.length - 1))] ?? 0;
}
