/** Rows about a storage that grew: the same work on few resources and on very many, our server beside itself. */
import { rmSync } from 'node:fs';
import type { PodServer } from '../../kit/pod-servers.ts';
import { alternate, type Contestant, type Row, type Turns } from './course.ts';
import { fill, newFolder } from './filling.ts';
import { measure } from './load.ts';
import { startServer } from './peers.ts';
import { DOCUMENT, documentPath, LISTED, POD_DOCUMENTS, podName, seen } from './places.ts';
import { request, turtle } from './requests.ts';

const FEW = 10;
/** Fewer than the few documents, so that connections seldom meet at one. */
const CONNECTIONS = 8;
const WARM_MILLISECONDS = 4_000;
/** A prime: one request after the other goes to another pod, and each document has its turn. */
const STRIDE = 7_919;

interface Space {
  readonly server: PodServer;
  readonly port: number;
  readonly documents: number;
  close(): Promise<void>;
}

interface Work {
  readonly name: string;
  readonly connections?: number;
  request(space: Space, number: number): string;
}

const works: readonly Work[] = [
  { name: 'GET public', request: (space, number) => request('GET', urlOf(space, number)) },
  {
    name: 'PUT new, durable',
    request: (space, number) => {
      const url = rootOf(space, podOf(space, number));
      return request('PUT', `${url}new/${number}.ttl`, turtle, DOCUMENT);
    },
  },
  {
    name: 'PUT existing, durable',
    request: (space, number) => request('PUT', urlOf(space, number), turtle, DOCUMENT + seen(0)),
  },
  {
    name: 'PATCH one triple for another, durable',
    request: (space, number) =>
      request('PATCH', urlOf(space, number), { 'Content-Type': 'text/n3' }, exchange(number)),
  },
  {
    name: 'list 1000 children',
    connections: 4,
    request: (space) => request('GET', `${rootOf(space, 0)}${LISTED.slice(1)}`),
  },
];

export async function grow(turns: Turns, resources: number): Promise<readonly Row[]> {
  const few = await openSpace(FEW);
  const many = await openSpace(resources);
  const rows: Row[] = [];
  try {
    for (const work of works) rows.push(await compareSizes(work, { few, many }, turns));
  } finally {
    await few.close();
    await many.close();
  }
  return rows;
}

async function compareSizes(
  work: Work,
  { few, many }: { readonly few: Space; readonly many: Space },
  turns: Turns,
): Promise<Row> {
  const contestants = { few: contestant(few, work), many: contestant(many, work) };
  await contestants.few.measure(WARM_MILLISECONDS);
  await contestants.many.measure(WARM_MILLISECONDS);
  const results = await alternate(contestants, turns);
  const ours = results.many.perSecond;
  const plain = results.few.perSecond;
  return {
    work: `${many.documents} resources: ${work.name}`,
    ours,
    plain,
    ofPlain: ours / plain,
    more: {
      manyProcessorMicroseconds: results.many.processorMicroseconds ?? 0,
      fewProcessorMicroseconds: results.few.processorMicroseconds ?? 0,
      manyP99Milliseconds: results.many.last.whole?.p99 ?? 0,
      fewP99Milliseconds: results.few.last.whole?.p99 ?? 0,
    },
  };
}

function contestant(space: Space, work: Work): Contestant {
  let number = 0;
  const next = (): string => {
    number += 1;
    return work.request(space, number);
  };
  const statuses = [200, 201, 204, 205];
  const connections = work.connections ?? CONNECTIONS;
  return {
    pids: [space.server.process.pid],
    measure: (milliseconds) =>
      measure({ port: space.port, connections, milliseconds, next, statuses }),
  };
}

async function openSpace(documents: number): Promise<Space> {
  const folder = newFolder();
  const seconds = await fill({ server: 'Traboule', folder, documents });
  process.stderr.write(`${documents} resources laid in ${seconds.toFixed(0)} s\n`);
  const server = await startServer('Traboule', { folder });
  return {
    server,
    port: Number(new URL(server.baseUrl).port),
    documents,
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function rootOf({ server }: Space, pod: number): string {
  return `${server.baseUrl}${podName(pod)}/`;
}

function placeOf({ documents }: Space, number: number): number {
  return (number * STRIDE) % documents;
}

function podOf(space: Space, number: number): number {
  return Math.floor(placeOf(space, number) / POD_DOCUMENTS);
}

function urlOf(space: Space, number: number): string {
  const document = documentPath(placeOf(space, number) % POD_DOCUMENTS);
  return `${rootOf(space, podOf(space, number))}${document.slice(1)}`;
}

/** Asks what is there, because two patches of one document may arrive in either order. */
function exchange(number: number): string {
  const before = '<#at> <https://example.org/terms#seen> ?before.';
  return `@prefix solid: <http://www.w3.org/ns/solid/terms#>.
_:patch a solid:InsertDeletePatch; solid:where { ${before} }; solid:deletes { ${before} }; solid:inserts { ${seen(number)} }.`;
}
