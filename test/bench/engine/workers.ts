/**
 * Rows about several processes that answer. Servers may use both cores; so does the driver, which steps back for them. On a machine of
 * two cores it still takes nearly one of them: rates then say little, and processor time a request says what another process costs.
 */
import { execFileSync } from 'node:child_process';
import { setPriority } from 'node:os';
import { alternate, CONNECTIONS, type Contestant, type Row, type Turns } from './course.ts';
import { measure } from './load.ts';
import { type Peer, startPeer } from './peers.ts';
import { DOCUMENT } from './places.ts';
import { familyOf } from './processes.ts';
import { signed } from './reads.ts';
import { request, turtle } from './requests.ts';

const ALL_CORES = '0,1';
const NICENESS = 10;
const WARM_MILLISECONDS = 4_000;

interface Work {
  readonly name: string;
  requests(peer: Peer, milliseconds: number): () => string | undefined;
}

const works: readonly Work[] = [
  {
    name: 'GET public, 2 kB',
    requests: (peer) => {
      const bytes = request('GET', `${peer.open}document.ttl`);
      return () => bytes;
    },
  },
  { name: 'GET private, DPoP and WAC', requests: signed },
  {
    name: 'PUT existing, durable',
    requests: (peer) => {
      let number = 0;
      return () => {
        number += 1;
        const url = `${peer.open}old/${number % (2 * CONNECTIONS)}.ttl`;
        return request('PUT', url, turtle, DOCUMENT);
      };
    },
  },
];

/** Must come last: the driver cannot always take back what it leaves to others. */
export async function shareWork(turns: Turns): Promise<readonly Row[]> {
  const start = (workers: string): Promise<Peer> =>
    startPeer('Traboule', { cores: ALL_CORES, more: ['--workers', workers] });
  const one = await start('1');
  const two = await start('2');
  stepBack();
  const rows: Row[] = [];
  try {
    for (const work of works) rows.push(await compareWorkers(work, { one, two }, turns));
  } finally {
    await one.server.close();
    await two.server.close();
  }
  return rows;
}

function stepBack(): void {
  execFileSync('taskset', ['-acp', ALL_CORES, String(process.pid)]);
  setPriority(NICENESS);
}

async function compareWorkers(
  work: Work,
  { one, two }: { readonly one: Peer; readonly two: Peer },
  turns: Turns,
): Promise<Row> {
  const contestants = { one: contestant(one, work), two: contestant(two, work) };
  await contestants.one.measure(WARM_MILLISECONDS);
  await contestants.two.measure(WARM_MILLISECONDS);
  const results = await alternate(contestants, turns);
  const ours = results.two.perSecond;
  const plain = results.one.perSecond;
  return {
    work: `-w 2: ${work.name}`,
    ours,
    plain,
    ofPlain: ours / plain,
    more: {
      twoProcessorMicroseconds: results.two.processorMicroseconds ?? 0,
      oneProcessorMicroseconds: results.one.processorMicroseconds ?? 0,
    },
  };
}

function contestant(peer: Peer, work: Work): Contestant {
  return {
    pids: familyOf(peer.server),
    measure: (milliseconds) => {
      const next = work.requests(peer, milliseconds);
      const statuses = [200, 201, 204, 205];
      return measure({ port: peer.port, connections: CONNECTIONS, milliseconds, next, statuses });
    },
  };
}
