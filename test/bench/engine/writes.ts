/** Rows about writing one document; ours and the limit answer when it is on disk. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CONNECTIONS, type Course, compare, type Limit, type Row } from './course.ts';
import { type Peer, SERVER_CORE } from './peers.ts';
import { DOCUMENT, seen } from './places.ts';
import { request, sendAll, turtle } from './requests.ts';

const DONE = [200, 201, 204, 205];
/** So many that no connection comes to a document whose patch before is still under way: then only races would be seen. */
const PATCHED_DOCUMENTS = 512;
const n3 = { 'Content-Type': 'text/n3' };

export function writeNew(course: Course): Promise<Row> {
  let number = 0;
  return compare(
    course,
    {
      name: 'PUT new, durable',
      statuses: [201],
      requests: (peer) => () => {
        number += 1;
        return request('PUT', `${peer.open}new/${number}.ttl`, turtle, DOCUMENT);
      },
    },
    lmdbAlone(),
  );
}

export function overwrite(course: Course): Promise<Row> {
  let number = 0;
  return compare(
    course,
    {
      name: 'PUT existing, durable',
      statuses: DONE,
      requests: (peer) => () => {
        number += 1;
        return request('PUT', `${peer.open}old/${number % CONNECTIONS}.ttl`, turtle, DOCUMENT);
      },
    },
    lmdbAlone(),
  );
}

/** Each patch adds a triple, so documents grow a little while they are measured. */
export async function insertOne(course: Course): Promise<Row> {
  await seed(course, 'grown/');
  let number = 0;
  return compare(
    course,
    {
      name: 'PATCH one triple, durable',
      statuses: DONE,
      requests: (peer) => () => {
        number += 1;
        const triple = `<#at> <https://example.org/terms#seen-${number}> true.`;
        const url = `${peer.open}grown/${(number % PATCHED_DOCUMENTS) + 1}.ttl`;
        return request('PATCH', url, n3, patch(`solid:inserts { ${triple} }`));
      },
    },
    lmdbAlone(),
  );
}

/** Each patch deletes the triple that the one before inserted in the same document, which stays as large as it is. */
export async function exchangeOne(course: Course): Promise<Row> {
  await seed(course, 'exchanged/');
  const requests = (peer: Peer): (() => string) => {
    const exchange = exchanges.get(peer) ?? exchanger(peer);
    exchanges.set(peer, exchange);
    return exchange;
  };
  // A turn goes on where the peer's turn before ended.
  const exchanges = new Map<Peer, () => string>();
  const work = { name: 'PATCH one triple for another, durable', statuses: DONE, requests };
  return compare(course, work, lmdbAlone());
}

function exchanger(peer: Peer): () => string {
  const latest = new Map<number, number>();
  let number = 0;
  return () => {
    number += 1;
    const document = (number % PATCHED_DOCUMENTS) + 1;
    const before = seen(latest.get(document) ?? 0);
    latest.set(document, number);
    const url = `${peer.open}exchanged/${document}.ttl`;
    const body = patch(`solid:deletes { ${before} }; solid:inserts { ${seen(number)} }`);
    return request('PATCH', url, n3, body);
  };
}

function patch(clauses: string): string {
  return `@prefix solid: <http://www.w3.org/ns/solid/terms#>.
_:patch a solid:InsertDeletePatch; ${clauses}.`;
}

async function seed(course: Course, folder: string): Promise<void> {
  const document = `${DOCUMENT}${seen(0)}\n`;
  for (const peer of [course.css, course.ours])
    if (peer !== undefined)
      await sendAll(peer.port, PATCHED_DOCUMENTS, (number) =>
        request('PUT', `${peer.open}${folder}${number}.ttl`, turtle, document),
      );
}

function lmdbAlone(): Limit {
  const script = fileURLToPath(new URL('raw-lmdb.mjs', import.meta.url));
  return {
    measure: async (milliseconds) => {
      const settings = { writers: CONNECTIONS, milliseconds, bytes: Buffer.byteLength(DOCUMENT) };
      const command = ['-c', SERVER_CORE, process.execPath, script, JSON.stringify(settings)];
      const perSecond = Number(execFileSync('taskset', command, { encoding: 'utf8' }));
      return { perSecond, requests: (perSecond * milliseconds) / 1_000 };
    },
    pids: [],
    close: () => undefined,
  };
}
