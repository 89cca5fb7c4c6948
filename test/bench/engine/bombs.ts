/** How long others wait while somebody sends documents that are made to keep a server busy. */
import type { Course, Row } from './course.ts';
import { measure } from './load.ts';
import { request } from './requests.ts';

const OTHERS = 4;
const ATTACKERS = 2;
const OTHERS_MILLISECONDS_MAX = 200;

interface Bomb {
  readonly method: 'PUT' | 'PATCH';
  readonly type: string;
  readonly body: string;
}

const jsonLd = (body: string): Bomb => ({ method: 'PUT', type: 'application/ld+json', body });
const turtle = (body: string): Bomb => ({ method: 'PUT', type: 'text/turtle', body });
const lines = (count: number): string =>
  Array.from({ length: count }, (_, number) => `<#${number}> <#is> "${number} times" .`).join('\n');

const bombs: readonly Bomb[] = [
  jsonLd(`{"a:b":${'['.repeat(20_000)}${']'.repeat(20_000)}}`),
  jsonLd(`{"a:b":${'['.repeat(499)}${']'.repeat(499)}}`),
  jsonLd(`${'{"@context":{"t":"a:b"},"a:b":'.repeat(249)}1${'}'.repeat(249)}`),
  turtle(`<a> <b> "${'x'.repeat(20_000_000)}" .`),
  turtle(`<a> <b> """${'x\n'.repeat(4_500_000)}""" .`),
  turtle(`<a> <b> (${'1 '.repeat(100_000)}) .`),
  turtle(lines(100_000)),
  {
    method: 'PATCH',
    type: 'text/n3',
    body: `@prefix solid: <http://www.w3.org/ns/solid/terms#>.
_:patch a solid:InsertDeletePatch; solid:inserts { ${lines(50_000)} } .`,
  },
];

/** Reads of a public document by some while others send one bomb after the other. */
export async function readAmongBombs({ ours, milliseconds, turns }: Course): Promise<Row> {
  const { port, open } = ours;
  const calm = request('GET', `${open}document.ttl`);
  const done = new AbortController();
  let answers = 0;
  const attack = async (first: number): Promise<void> => {
    for (let number = first; !done.signal.aborted; number += 1) {
      const { method, type, body } = bombs[number % bombs.length] as Bomb;
      const headers = { 'Content-Type': type };
      const { signal } = done;
      // A body that is too large is answered, and the connection closed, before all of it was sent.
      await fetch(`${open}bombed.ttl`, { method, headers, body, signal }).then(
        (answer) => answer.arrayBuffer(),
        () => undefined,
      );
      answers += 1;
    }
  };
  const attacks = Array.from({ length: ATTACKERS }, (_, number) => attack(number * 3));
  const { whole, perSecond } = await measure({
    port,
    connections: OTHERS,
    milliseconds: Math.max(milliseconds * turns, 10_000),
    next: () => calm,
    statuses: [200],
  });
  done.abort();
  await Promise.all(attacks);
  return {
    work: 'wait of others among bombs, 99th percentile, ms',
    ours: whole.p99,
    limit: OTHERS_MILLISECONDS_MAX,
    ofLimit: whole.p99 / OTHERS_MILLISECONDS_MAX,
    more: { medianMilliseconds: whole.median, readsPerSecond: perSecond, bombs: answers },
  };
}
