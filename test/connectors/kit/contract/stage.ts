import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connector } from '../../../../connectors/kit/contract.ts';
import {
  type ConnectionRecord,
  type Journal,
  openJournal,
  recordOf,
} from '../../../../connectors/kit/journal.ts';
import { createLog } from '../../../../connectors/kit/log.ts';
import { planPlace } from '../../../../connectors/kit/pod-places.ts';
import { createRunner } from '../../../../connectors/kit/runner.ts';
import { createVault } from '../../../../connectors/kit/vault.ts';
import { type Connection, connection } from '../../../../shapes/connection/connection.ts';
import { parseTurtle } from '../../../../shapes/kit/turtle.ts';
import { WireProxy } from '../../../kit/wire-proxy.ts';
import { type MemoryPod, startMemoryPod } from '../memory-pod.ts';
import { createJumpingClock, type JumpingClock } from './jumping-clock.ts';
import type { Documents, PartnerContract } from './terms.ts';

/** All that a death of the process leaves: what lies in the space, and what the journal kept. */
export interface World {
  readonly documents: Documents;
  readonly record: ConnectionRecord;
}

/** What a failed attempt told the operator. */
interface Failure {
  readonly code: string;
  readonly mover: string;
}

export interface Visit {
  readonly record: ConnectionRecord;
  /** Writes to data, not counting what the runner says about the connection. */
  readonly written: readonly string[];
  readonly failures: readonly Failure[];
}

interface VisitOptions<Access, Checkpoint> {
  readonly connector?: Connector<Access, Checkpoint>;
  /** Writes go there instead of to the space in memory. */
  readonly fetch?: typeof fetch;
  /** Called each time the world has changed: after a step of the run, and after a write. */
  readonly moved?: () => void;
}

export interface ContractStage<Access, Checkpoint> {
  readonly proxy: WireProxy;
  readonly pod: MemoryPod;
  readonly clock: JumpingClock;
  readonly connector: Connector<Access, Checkpoint>;
  readonly logged: readonly string[];
  readonly access: Access;
  /** One visit as the service makes it, by the real runner. */
  visit(options?: VisitOptions<Access, Checkpoint>): Promise<Visit>;
  world(): World;
  /** Puts space, journal and time back to what they were. */
  restore(world: World): Promise<void>;
  /** A world in which she has just agreed, with the place in this storage. */
  begin(storage?: string): Promise<World>;
  agreeAgain(): Promise<void>;
  /** What lies in the space, but for the connection's own document. */
  documents(): Documents;
  /** What her space says about the connection. */
  said(): Connection;
  setFault(fault: string, calls?: number): Promise<void>;
  close(): Promise<void>;
}

const CLOCK_FACTOR = 10_000;
const REDIRECT_URL = 'http://localhost:3200/consented';
const credentials = { clientId: 'city', clientSecret: 'synthetic secret / with signs' };
const vault = createVault(Buffer.alloc(32, 1));

export const dataIn = (documents: Documents): Documents =>
  new Map([...documents].filter(([path]) => !path.startsWith('/connections/')).sort());

export async function openStage<A, C, F extends string>(
  contract: PartnerContract<A, C, F>,
  now = contract.now,
): Promise<ContractStage<A, C>> {
  const clockFactor = contract.clockFactor ?? CLOCK_FACTOR;
  const clock = createJumpingClock(now);
  const proxy = await WireProxy.listen(() => clock.now().getTime());
  const sandbox = await contract.startSandbox({
    port: 0,
    baseUrl: proxy.url,
    redirectUrl: REDIRECT_URL,
    ...credentials,
    clock: { now, factor: clockFactor },
  });
  proxy.leadTo(sandbox.url);
  const pod = await startMemoryPod();
  const folder = await mkdtemp(join(tmpdir(), 'contract-'));
  const journal = await openJournal(folder);
  const connector = contract.connector({
    address: proxy.url,
    clock: clock.passing(clockFactor),
    clockFactor,
    ...credentials,
    redirectUrl: REDIRECT_URL,
  });
  const access = await contract.agree(connector, proxy.url);
  const parts = { contract, clock, proxy, pod, journal, connector, access };
  return {
    ...stageOf(parts),
    setFault: (fault, calls) =>
      setFault(`${sandbox.url}/sandbox/customers/${contract.customer}/fault`, fault, calls),
    close: async () => {
      await journal.close();
      await sandbox.close();
      await proxy.close();
      await pod.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface StageParts<A, C> {
  readonly contract: Pick<PartnerContract<A, C, never>, 'partner' | 'agree'>;
  readonly clock: JumpingClock;
  readonly proxy: WireProxy;
  readonly pod: MemoryPod;
  readonly journal: Journal;
  readonly connector: Connector<A, C>;
  readonly access: A;
}

function stageOf<A, C>(parts: StageParts<A, C>): Omit<ContractStage<A, C>, 'setFault' | 'close'> {
  const { contract, clock, proxy, pod, journal, connector } = parts;
  const id = vault.nameFor(`${contract.partner} odile`);
  const start = clock.now();
  const logged: string[] = [];
  const restore = async ({ documents, record }: World): Promise<void> => {
    pod.documents.clear();
    for (const [path, text] of documents) pod.documents.set(path, text);
    pod.writes.length = 0;
    clock.set(start);
    // A partner may have replaced the access since, and takes the old one no more.
    const access = journal.get(id)?.access ?? record.access;
    await journal.save(access === undefined ? record : { ...record, access });
  };
  return {
    ...{ proxy, pod, clock, connector, logged, restore },
    access: parts.access,
    documents: () => dataIn(pod.documents),
    said: () => {
      const path = `/connections/${connector.manifest.id}/connection.ttl`;
      const url = new URL(path, pod.url).href;
      return connection.read(parseTurtle(pod.documents.get(path) ?? '', url), url);
    },
    world: () => ({ documents: new Map(pod.documents), record: recordOf(journal, id) }),
    begin: async (storage = pod.url) => {
      const record = newRecord(id, storage, connector, parts.access);
      await restore({ documents: new Map(), record });
      return { documents: new Map(), record };
    },
    agreeAgain: async () => {
      const access = vault.seal(id, await contract.agree(connector, proxy.url));
      await journal.update(id, (record) => ({ ...record, access, state: 'syncing' }));
    },
    visit: async ({ connector: asked = connector, fetch: toPod, moved } = {}) => {
      const from = logged.length;
      pod.writes.length = 0;
      const runner = createRunner({
        connector: moved === undefined ? asked : watched(asked, moved),
        journal,
        vault,
        own: {
          webId: async () => `${pod.url}source#me`,
          fetch: toPod ?? fetching(moved),
          close: async () => undefined,
        },
        clock,
        log: createLog((line) => logged.push(line)),
      });
      await runner.start(id);
      await runner.close();
      return {
        record: recordOf(journal, id),
        written: pod.writes.filter((path) => !path.startsWith('/connections/')),
        failures: logged.slice(from).flatMap(failureIn),
      };
    },
  };
}

function newRecord<A, C>(
  id: string,
  storage: string,
  connector: Connector<A, C>,
  access: A,
): ConnectionRecord {
  const { manifest } = connector;
  const place = planPlace(storage, { partner: manifest.id, places: connector.places(access) });
  return {
    id,
    webId: `${storage}odile#me`,
    provider: storage,
    place: { ...place, given: true },
    state: 'syncing',
    since: '2026-11-02T09:00:00.000Z',
    access: vault.seal(id, access),
  };
}

/** Between two steps everything of the first is done: the runner asks for the next one only then. */
function watched<A, C>(connector: Connector<A, C>, moved: () => void): Connector<A, C> {
  return {
    ...connector,
    pull: async function* (run) {
      for await (const pulled of connector.pull(run)) {
        yield pulled;
        moved();
      }
    },
  };
}

function fetching(moved: (() => void) | undefined): typeof fetch {
  return async (input, init) => {
    const answer = await fetch(input, init);
    if (init?.method === 'PUT') moved?.();
    return answer;
  };
}

function failureIn(line: string): Failure[] {
  const { event, code, mover } = JSON.parse(line) as Failure & { readonly event: string };
  return event === 'run.failed' ? [{ code, mover }] : [];
}

async function setFault(url: string, fault: string, calls?: number): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ fault, ...(calls === undefined ? {} : { calls }) }),
  });
  if (!answer.ok) throw new Error(`The fault switch answered ${answer.status} to "${fault}".`);
}
