/** What is measured, row by row: peers alternate, so that a slow minute of the machine hits them alike. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Measured, measure } from './load.ts';
import { DOCUMENT, type Peer, processorMicroseconds, startBareServer } from './peers.ts';

const CONNECTIONS = 16;
const WARM_MILLISECONDS = 4_000;

export interface Row {
  readonly work: string;
  /** Per second. */
  readonly ours: number;
  readonly css?: number;
  readonly limit?: number;
  readonly timesCss?: number;
  readonly ofLimit?: number;
  readonly more?: Readonly<Record<string, number>>;
}

export interface Course {
  readonly css?: Peer;
  readonly ours: Peer;
  readonly milliseconds: number;
  /** How often peers take turns. */
  readonly turns: number;
}

interface Work {
  readonly name: string;
  readonly statuses: readonly number[];
  readonly connections?: number;
  /** Makes the requests of one peer; called anew for each turn. */
  requests(peer: Peer): () => string | undefined;
}

interface Limit {
  /** Of the process that is measured, when its processor time is to be told. */
  readonly pid?: number | undefined;
  measure(milliseconds: number): Promise<Rate>;
  close(): void;
}

type Rate = Pick<Measured, 'perSecond' | 'requests'>;

/** Alternates; of each peer the median turn counts. */
async function compare(course: Course, work: Work, limit?: Limit): Promise<Row> {
  const rates: { css: number[]; ours: number[]; limit: number[] } = {
    css: [],
    ours: [],
    limit: [],
  };
  const processor: Record<string, number> = {};
  let last: Measured | undefined;
  const take = async <R extends Rate>(
    who: 'css' | 'ours' | 'limit',
    pid: number | undefined,
    work: () => Promise<R>,
  ): Promise<R> => {
    const before = pid === undefined ? 0 : processorMicroseconds(pid);
    const rate = await work();
    rates[who].push(rate.perSecond);
    if (pid !== undefined)
      processor[`${who}ProcessorMicroseconds`] =
        (processorMicroseconds(pid) - before) / rate.requests;
    return rate;
  };
  const { css: stock, ours: engine, milliseconds } = course;
  // A server is measured as it runs for most of its life: its hot code compiled.
  await run(engine, work, WARM_MILLISECONDS);
  if (stock !== undefined) await run(stock, work, WARM_MILLISECONDS);
  for (let turn = 0; turn < course.turns; turn += 1) {
    if (stock !== undefined)
      await take('css', stock.server.process.pid, () => run(stock, work, milliseconds));
    last = await take('ours', engine.server.process.pid, () => run(engine, work, milliseconds));
    if (limit !== undefined) await take('limit', limit.pid, () => limit.measure(milliseconds));
  }
  limit?.close();
  const ours = median(rates.ours);
  const css = rates.css.length === 0 ? undefined : median(rates.css);
  const most = rates.limit.length === 0 ? undefined : median(rates.limit);
  return {
    work: work.name,
    ours,
    ...(css === undefined ? {} : { css, timesCss: ours / css }),
    ...(most === undefined ? {} : { limit: most, ofLimit: ours / most }),
    more: {
      ...processor,
      medianMilliseconds: last?.whole.median ?? 0,
      p99Milliseconds: last?.whole.p99 ?? 0,
      firstByteP99Milliseconds: last?.firstByte.p99 ?? 0,
      answerBytes: last?.bytes ?? 0,
    },
  };
}

function run(peer: Peer, work: Work, milliseconds: number): Promise<Measured> {
  const { port } = peer;
  return measure({
    port,
    connections: work.connections ?? CONNECTIONS,
    milliseconds,
    next: work.requests(peer),
    statuses: work.statuses,
  });
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function request(
  method: string,
  url: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): string {
  const { host, pathname, search } = new URL(url);
  const length = body === '' ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
  const lines = Object.entries({ Host: host, ...headers, ...length });
  return `${method} ${pathname}${search} HTTP/1.1\r\n${lines
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n${body}`;
}

const turtle = { 'Content-Type': 'text/turtle' };

export async function readPublic(course: Course): Promise<Row> {
  const bare = await sameBytes(`${course.ours.open}document.ttl`, {});
  const get = (peer: Peer) => request('GET', `${peer.open}document.ttl`);
  const limit: Limit = {
    measure: async (milliseconds) => {
      const load = { port: bare.port, connections: CONNECTIONS, milliseconds, statuses: [200] };
      return measure({ ...load, next: () => get(course.ours) });
    },
    pid: bare.pid,
    close: () => bare.close(),
  };
  const work = { name: 'GET public, 2 kB', statuses: [200], requests: constant(get) };
  return compare(course, work, limit);
}

export async function readPrivate(course: Course): Promise<Row> {
  const { signer, citizen } = course.ours;
  const url = (peer: Peer) => `${peer.citizen.podUrl}data/private.ttl`;
  const authorization = `DPoP ${signer.token}`;
  const headers = { authorization, dpop: signer.proof('GET', url(course.ours)) };
  const bare = await sameBytes(`${citizen.podUrl}data/private.ttl`, headers, signer.jwk);
  const work: Work = {
    name: 'GET private, DPoP and WAC',
    statuses: [200],
    requests: (peer) => signed(peer, url(peer), course.milliseconds),
  };
  const limit: Limit = {
    measure: async (milliseconds) => {
      const next = work.requests(course.ours);
      const load = { port: bare.port, connections: CONNECTIONS, milliseconds, statuses: [200] };
      return measure({ ...load, next });
    },
    pid: bare.pid,
    close: () => bare.close(),
  };
  return compare(course, work, limit);
}

/** Proofs are signed before the clock runs, as many as the fastest server could want. */
function signed(peer: Peer, url: string, milliseconds: number): () => string | undefined {
  const perSecondMax = peer.name === 'Traboule' ? 12_000 : 400;
  const requests = Array.from({ length: Math.ceil((perSecondMax * milliseconds) / 1_000) }, () =>
    request('GET', url, {
      Authorization: `DPoP ${peer.signer.token}`,
      DPoP: peer.signer.proof('GET', url),
    }),
  );
  return () => requests.pop();
}

async function sameBytes(
  url: string,
  headers: Readonly<Record<string, string>>,
  jwk?: unknown,
): ReturnType<typeof startBareServer> {
  const answer = await fetch(url, { headers });
  const body = await answer.text();
  if (answer.status !== 200) throw new Error(`GET ${url}: ${answer.status} ${body}`);
  const perConnection = new Set(['connection', 'keep-alive', 'date', 'transfer-encoding']);
  const same = [...answer.headers].filter(([name]) => !perConnection.has(name));
  return startBareServer({ headers: same, body, ...(jwk === undefined ? {} : { jwk }) });
}

export function readJsonLd(course: Course): Promise<Row> {
  const accept = { Accept: 'application/ld+json' };
  const get = (peer: Peer) => request('GET', `${peer.open}document.ttl`, accept);
  return compare(course, {
    name: 'GET as JSON-LD, warm',
    statuses: [200],
    requests: constant(get),
  });
}

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
      statuses: [200, 201, 204, 205],
      requests: (peer) => () => {
        number += 1;
        return request('PUT', `${peer.open}old/${number % CONNECTIONS}.ttl`, turtle, DOCUMENT);
      },
    },
    lmdbAlone(),
  );
}

/** Each connection has a document of its own, which would otherwise only show how races are retried. */
export async function patchOne(course: Course): Promise<Row> {
  let number = 0;
  const type = { 'Content-Type': 'text/n3' };
  const work: Work = {
    name: 'PATCH one triple, durable',
    statuses: [200, 201, 204, 205],
    requests: (peer) => () => {
      number += 1;
      const at = `${number}`.padStart(8, '0');
      // The previous triple goes and a new one comes, so that the document stays as large as it is.
      const body = `@prefix solid: <http://www.w3.org/ns/solid/terms#>.
_:patch a solid:InsertDeletePatch; solid:inserts { <#at> <https://example.org/terms#seen-${at}> true. }.`;
      return request('PATCH', `${peer.open}patched/${number % 512}.ttl`, type, body);
    },
  };
  for (const peer of [course.css, course.ours])
    if (peer !== undefined) await seedPatched(peer, course.css === undefined ? 512 : 64);
  return compare(course, work, lmdbAlone());
}

async function seedPatched(peer: Peer, count: number): Promise<void> {
  let number = 0;
  const next = (): string | undefined => {
    number += 1;
    if (number > count) return undefined;
    return request('PUT', `${peer.open}patched/${number}.ttl`, turtle, DOCUMENT);
  };
  const port = peer.port;
  const statuses = [200, 201, 204, 205];
  await measure({ port, connections: 4, milliseconds: 60_000, next, statuses });
}

export async function list(course: Course, children: number): Promise<Row> {
  const folder = `list-${children}/`;
  for (const peer of [course.css, course.ours])
    if (peer !== undefined) await fill(peer, folder, children);
  const get = (peer: Peer) => request('GET', `${peer.open}${folder}`);
  return compare(course, {
    name: `list ${children} children`,
    statuses: [200],
    connections: children >= 10_000 ? 2 : 4,
    requests: constant(get),
  });
}

async function fill(peer: Peer, folder: string, count: number): Promise<void> {
  let number = 0;
  const next = (): string | undefined => {
    number += 1;
    if (number > count) return undefined;
    return request(
      'PUT',
      `${peer.open}${folder}${number}.txt`,
      { 'Content-Type': 'text/plain' },
      'x',
    );
  };
  const load = { port: peer.port, connections: CONNECTIONS, milliseconds: 3_600_000 };
  await measure({ ...load, next, statuses: [201] });
}

function constant(of: (peer: Peer) => string): (peer: Peer) => () => string {
  return (peer) => {
    const bytes = of(peer);
    return () => bytes;
  };
}

function lmdbAlone(): Limit {
  const script = fileURLToPath(new URL('raw-lmdb.mjs', import.meta.url));
  return {
    measure: async (milliseconds) => {
      const settings = { writers: CONNECTIONS, milliseconds, bytes: Buffer.byteLength(DOCUMENT) };
      const command = ['-c', '0', process.execPath, script, JSON.stringify(settings)];
      const perSecond = Number(execFileSync('taskset', command, { encoding: 'utf8' }));
      return { perSecond, requests: (perSecond * milliseconds) / 1_000 };
    },
    close: () => undefined,
  };
}
