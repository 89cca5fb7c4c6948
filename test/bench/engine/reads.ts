/** Rows about reading one document. */
import { CONNECTIONS, type Course, compare, type Limit, type Row, type Work } from './course.ts';
import { measure } from './load.ts';
import { type BareServer, type Peer, startBareServer } from './peers.ts';
import { constant, request } from './requests.ts';

export async function readPublic(course: Course): Promise<Row> {
  const bare = await sameBytes(`${course.ours.open}document.ttl`, {});
  const get = (peer: Peer) => request('GET', `${peer.open}document.ttl`);
  const work = { name: 'GET public, 2 kB', statuses: [200], requests: constant(get) };
  return compare(course, work, limitOf(bare, course, work));
}

export async function readPrivate(course: Course): Promise<Row> {
  const { signer } = course.ours;
  const url = privateDocument(course.ours);
  const headers = { authorization: `DPoP ${signer.token}`, dpop: signer.proof('GET', url) };
  const bare = await sameBytes(url, headers, signer.jwk);
  const work: Work = {
    name: 'GET private, DPoP and WAC',
    statuses: [200],
    requests: (peer) => signed(peer, course.milliseconds),
  };
  return compare(course, work, limitOf(bare, course, work));
}

function privateDocument({ citizen }: Peer): string {
  return `${citizen.podUrl}data/private.ttl`;
}

/** Proofs are signed before the clock runs, as many as the fastest server could want. */
export function signed(peer: Peer, milliseconds: number): () => string | undefined {
  const url = privateDocument(peer);
  const perSecondMax = peer.name === 'Traboule' ? 12_000 : 400;
  const requests = Array.from({ length: Math.ceil((perSecondMax * milliseconds) / 1_000) }, () =>
    request('GET', url, {
      Authorization: `DPoP ${peer.signer.token}`,
      DPoP: peer.signer.proof('GET', url),
    }),
  );
  return () => requests.pop();
}

function limitOf(bare: BareServer, { ours }: Course, work: Work): Limit {
  return {
    measure: (milliseconds) =>
      measure({
        port: bare.port,
        connections: CONNECTIONS,
        milliseconds,
        statuses: work.statuses,
        next: work.requests(ours),
      }),
    pids: [bare.pid],
    close: () => bare.close(),
  };
}

async function sameBytes(
  url: string,
  headers: Readonly<Record<string, string>>,
  jwk?: unknown,
): Promise<BareServer> {
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
