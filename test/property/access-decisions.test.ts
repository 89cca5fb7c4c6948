import { DataFactory, type Quad, Writer } from 'n3';
import { afterAll, expect, test } from 'vitest';
import { Authorizer, type OwnAcl } from '../../pod-server/authorization/authorizer.ts';
import { needsOf, type Operation } from '../../pod-server/authorization/needs.ts';
import { Addresses } from '../../pod-server/http/addresses.ts';
import { openMemoryStorage } from '../../pod-server/storage/memory/memory-storage.ts';
import { isAuxiliary } from '../../pod-server/storage/paths.ts';
import type { PodState, Storage } from '../../pod-server/storage/storage.ts';
import { startRdf } from '../kit/rdf.ts';
import { aclIri, isAllowed, type NaiveRequest, type NaiveWorld } from './naive-access-decision.ts';

const CASES = 100_000;
const CASES_PER_POD = 125;
const SEED = 20_260_601;

const baseUrl = 'https://pods.exemple.invalid/';
const addresses = new Addresses({ baseUrl });
const rdf = startRdf();
const { namedNode, quad, blankNode } = DataFactory;

const people = ['anna', 'boris', 'carla', 'owner'].map(
  (name) => `https://${name}.exemple.invalid/#me`,
);
const groups = ['readers', 'writers'].map((name) => `https://groups.exemple.invalid/${name}#us`);
const origins = ['https://app.exemple.invalid', 'https://other.exemple.invalid'];
const paths = ['/', '/a', '/b/', '/b/c', '/b/d/', '/b/d/e', '/b/d/f/', '/b/d/f/g', '/b/é à'];
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

afterAll(() => rdf.close());

/** Small, fast and the same in every run (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

class Chance {
  readonly #next: () => number;

  public constructor(seed: number) {
    this.#next = dice(seed);
  }

  public of(share: number): boolean {
    return this.#next() < share;
  }

  public one<T>(things: readonly T[]): T {
    return things[Math.floor(this.#next() * things.length)] as T;
  }

  public some<T>(things: readonly T[], share: number): T[] {
    return things.filter(() => this.of(share));
  }
}

/** A rule that may be complete or not, aim at its subject or elsewhere, and say more than rules say. */
function randomRule(chance: Chance, pod: string, subject: string): Quad[] {
  const rule = chance.of(0.2)
    ? blankNode()
    : namedNode(`https://r.exemple.invalid/${Math.floor(chance.of(0.5) ? 1 : 2)}`);
  const statements: [string, string][] = [];
  const say = (name: string, values: readonly string[]) => {
    for (const value of values) statements.push([aclIri(name), value]);
  };
  const url = (path: string) => addresses.urlOf(pod, path);
  if (chance.of(0.93))
    statements.push(['http://www.w3.org/1999/02/22-rdf-syntax-ns#type', aclIri('Authorization')]);
  say('accessTo', chance.of(0.7) ? [url(subject)] : chance.some(paths, 0.1).map(url));
  say('default', chance.of(0.6) ? [url(subject)] : chance.some(paths, 0.1).map(url));
  say('mode', chance.some(['Read', 'Append', 'Write', 'Control', 'Paint'], 0.4).map(aclIri));
  say('agent', chance.some(people, 0.3));
  if (chance.of(0.25))
    say('agentClass', [
      chance.one([
        'http://xmlns.com/foaf/0.1/Agent',
        aclIri('AuthenticatedAgent'),
        'https://c.exemple.invalid/',
      ]),
    ]);
  say('agentGroup', chance.some(groups, 0.15));
  say('origin', chance.some(origins, 0.15));
  return statements.map(([predicate, object]) =>
    quad(rule, namedNode(predicate), namedNode(object)),
  );
}

async function randomPod(storage: Storage, chance: Chance, pod: string): Promise<NaiveWorld> {
  const documents = new Map<string, readonly Quad[]>();
  for (const path of paths) {
    if (!chance.of(path === '/' ? 0.95 : 0.35)) continue;
    const quads = Array.from({ length: 1 + Number(chance.of(0.6)) + Number(chance.of(0.3)) }, () =>
      randomRule(chance, pod, path),
    ).flat();
    documents.set(addresses.urlOf(pod, path), quads);
  }
  const existing = chance.some(paths, 0.6);
  const owners = chance.of(0.5) ? people.slice(3) : [];
  const put = (path: string, body: string) =>
    ({ kind: 'put', path, contentType: 'text/turtle', body: Buffer.from(body) }) as const;
  const changes = [
    ...paths.map((path) =>
      path.endsWith('/') ? ({ kind: 'make', path } as const) : put(path, ''),
    ),
    ...paths.flatMap((path) => {
      const quads = documents.get(addresses.urlOf(pod, path));
      return quads === undefined
        ? []
        : [put(`${path}.acl`, new Writer().quadsToString([...quads]))];
    }),
  ];
  await storage.createPod(pod, { owners, changes });
  const members = new Map(groups.map((group) => [group, chance.some(people, 0.4)]));
  return {
    root: addresses.rootOf(pod),
    documents,
    members,
    owners,
    exists: new Set(existing.map((path) => addresses.urlOf(pod, path))),
  };
}

type Request = NaiveRequest & { readonly path: string };

function randomRequest(chance: Chance, pod: string): Request {
  const method = chance.one(methods);
  const path = chance.one(paths) + (chance.of(0.15) ? chance.one(['.acl', '.meta']) : '');
  return {
    path,
    method,
    url: addresses.urlOf(pod, path),
    agent: chance.of(0.75) ? chance.one(people) : undefined,
    origin: chance.of(0.4) ? chance.one([...origins, 'https://third.exemple.invalid']) : undefined,
    patchModes: chance.one([['Append'], ['Read', 'Append'], ['Read', 'Write'], ['Write']]),
  };
}

const bitOf: Readonly<Record<string, number>> = { Read: 1, Append: 2, Write: 4, Control: 8 };

interface Pod {
  readonly pod: string;
  readonly storage: Storage;
  readonly world: NaiveWorld;
  readonly authorizer: Authorizer;
  readonly state: PodState;
}

async function openPod(storage: Storage, chance: Chance, pod: string): Promise<Pod> {
  const world = await randomPod(storage, chance, pod);
  const groups = async (group: string) => world.members.get(group) ?? [];
  const authorizer = new Authorizer({ storage, addresses, rdf, groups });
  const state = (await storage.read(pod, []))?.state;
  if (state === undefined) throw new Error('The pod should exist');
  return { pod, storage, world, authorizer, state };
}

async function ownAclOf(storage: Storage, pod: string, path: string): Promise<OwnAcl> {
  const found = await storage.read(pod, [`${path}.acl`]);
  return { document: found?.resources[0] };
}

/** The engine's answer: all that the operation needs, by the compiled rules. */
async function decided(
  { pod, storage, world, authorizer, state }: Pod,
  request: Request,
): Promise<boolean> {
  const operation: Operation = {
    method: request.method,
    path: request.path,
    exists: world.exists.has(request.url),
    patchNeeds: request.patchModes.reduce((sum, mode) => sum + (bitOf[mode] ?? 0), 0),
  };
  const credentials = request.agent === undefined ? {} : { agent: request.agent };
  let allowed = true;
  for (const { path, modes } of needsOf(operation)) {
    const target = { pod, path, url: addresses.urlOf(pod, path) };
    // A reader of a document hands over its own rules, others leave them to be looked up.
    const isReader = request.method === 'GET' && !isAuxiliary(path);
    const own = isReader ? await ownAclOf(storage, pod, path) : undefined;
    const { user } = await authorizer.permissions(target, state, credentials, request.origin, own);
    allowed &&= (user & modes) === modes;
  }
  return allowed;
}

test(`the access rules are decided as the specification says, in ${CASES} cases`, async () => {
  const storage = openMemoryStorage();
  const chance = new Chance(SEED);
  let allowed = 0;

  for (let done = 0; done < CASES; done += CASES_PER_POD) {
    const pod = await openPod(storage, chance, `pod${done}`);
    for (let index = 0; index < CASES_PER_POD; index += 1) {
      const request = randomRequest(chance, pod.pod);
      const ours = await decided(pod, request);
      const theirs = isAllowed(pod.world, request);
      if (ours !== theirs)
        expect({ ...request, allowed: ours }).toEqual({ ...request, allowed: theirs });
      if (theirs) allowed += 1;
    }
  }

  // Random rules that always or never allowed would prove nothing.
  expect(allowed / CASES).toBeGreaterThan(0.1);
  expect(allowed / CASES).toBeLessThan(0.9);
}, 60_000);
