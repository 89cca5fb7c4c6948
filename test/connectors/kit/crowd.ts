/** A whole city at one partner: citizens with a journal, a space each, and a partner that counts how often it is called. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, createClock } from '../../../connectors/kit/clock.ts';
import { type Connector, document, type Manifest } from '../../../connectors/kit/contract.ts';
import { ConnectorError } from '../../../connectors/kit/errors.ts';
import {
  type ConnectionRecord,
  type Journal,
  openJournal,
} from '../../../connectors/kit/journal.ts';
import { createLog } from '../../../connectors/kit/log.ts';
import { askedPauseOf } from '../../../connectors/kit/partner/answer.ts';
import { createPartnerDoor } from '../../../connectors/kit/partner/door.ts';
import { createRunner, type Runner } from '../../../connectors/kit/runner.ts';
import { nextRunAfter } from '../../../connectors/kit/schedule.ts';
import { createVault } from '../../../connectors/kit/vault.ts';
import { deliveryPoint } from '../../../shapes/delivery-point/delivery-point.ts';
import { fictiveManifest } from './fictive-connector.ts';

export const CALLS_OF_A_RUN = 2;
/** When everybody was visited last. */
export const NIGHT_BEFORE = new Date('2026-11-22T03:00:00+01:00');

export interface CrowdSettings {
  readonly citizens: number;
  readonly rateLimit: Manifest['rateLimit'];
  readonly schedule: Manifest['schedule'];
  /** When the story begins. */
  readonly now: Date;
  readonly factor: number;
  /** What is answered in place of the truth, if anything. */
  readonly trouble?: (call: CrowdCall, response: ServerResponse) => boolean;
}

export interface CrowdCall {
  /** Milliseconds by the clock of the story. */
  readonly at: number;
  readonly citizen: string;
  readonly last: boolean;
}

export interface Crowd {
  readonly runner: Runner;
  readonly journal: Journal;
  readonly clock: Clock;
  /** In the order in which they came to the partner. */
  readonly calls: readonly CrowdCall[];
  readonly ids: readonly string[];
  readonly documents: ReadonlyMap<string, string>;
  close(): Promise<void>;
}

interface CrowdAccess {
  readonly number: string;
}

const vault = createVault(Buffer.alloc(32, 5));
const STORAGE = 'http://space.invalid/';

export async function gatherCrowd(settings: CrowdSettings): Promise<Crowd> {
  const { citizens, now, factor, schedule, trouble = () => false } = settings;
  const clock = movingClock(now, factor);
  const calls: CrowdCall[] = [];
  const server = createServer((request, response) => {
    const [, citizen = '', part] = (request.url ?? '').split('/');
    const call = { at: clock.now().getTime(), citizen, last: part === String(CALLS_OF_A_RUN) };
    calls.push(call);
    if (!trouble(call, response)) response.end('{}');
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const address = new URL(`http://localhost:${(server.address() as AddressInfo).port}`);

  const folder = await mkdtemp(join(tmpdir(), 'crowd-'));
  const journal = await openJournal(folder);
  const ids = Array.from({ length: citizens }, (_, index) => vault.nameFor(`citizen ${index}`));
  for (let from = 0; from < ids.length; from += 100)
    await Promise.all(
      ids.slice(from, from + 100).map((id) => journal.save(recordFor(id, schedule))),
    );

  const documents = new Map<string, string>();
  const runner = createRunner({
    connector: connectorTo(address, settings, clock),
    journal,
    vault,
    own: {
      webId: async () => `${STORAGE}source#me`,
      fetch: spaceIn(documents),
      close: async () => undefined,
    },
    clock,
    log: createLog(() => undefined),
  });
  return {
    ...{ runner, journal, clock, calls, ids, documents },
    close: async () => {
      await runner.close();
      await journal.close();
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A connection of long ago, whose next run has its own minute of the night. */
function recordFor(id: string, schedule: Manifest['schedule']): ConnectionRecord {
  const number = numberOf(id);
  return {
    id,
    webId: `${STORAGE}${number}#me`,
    provider: STORAGE,
    place: {
      storage: STORAGE,
      container: `${STORAGE}${number}/data/`,
      connectionContainer: `${STORAGE}${number}/connections/`,
      classes: [],
      given: true,
    },
    state: 'connected',
    since: NIGHT_BEFORE.toISOString(),
    access: vault.seal(id, { number }),
    checkpoint: 0,
    lastCompleted: NIGHT_BEFORE.toISOString(),
    nextRun: nextRunAfter(NIGHT_BEFORE, schedule, id).toISOString(),
  };
}

const numberOf = (id: string): string =>
  String(Number.parseInt(id.slice(0, 11), 16)).padStart(14, '0');

function connectorTo(
  address: URL,
  { rateLimit, schedule, factor }: CrowdSettings,
  clock: Clock,
): Connector<CrowdAccess, number> {
  const door = createPartnerDoor({
    partner: 'Fontaine',
    hosts: [address.host],
    rateLimit,
    clock,
    clockFactor: factor,
  });
  return {
    manifest: { ...fictiveManifest, rateLimit, schedule },
    access: {
      consentUrl: () => address,
      accept: async () => ({ number: '00000000000042' }),
    },
    places: () => [{ container: 'data/', classes: [] }],
    checkpoint: { first: 0, parse: Number },
    pull: async function* ({ access: { number }, checkpoint, signal }) {
      for (let part = 1; part <= CALLS_OF_A_RUN; part += 1) {
        const answer = await door.call({ url: new URL(`/${number}/${part}`, address), signal });
        if (answer.status === 429)
          throw new ConnectorError('PARTNER_SLOW_DOWN', 'Too many', {
            ...askedPauseOf(answer),
            forAll: true,
          });
        if (answer.status !== 200) throw new ConnectorError('PARTNER_DOWN', 'No answer');
        yield { kind: 'progress', done: part, total: CALLS_OF_A_RUN, unit: 'day' };
      }
      yield document(deliveryPoint, { deliveryPointId: number, energyVector: 'electricity' });
      yield { kind: 'checkpoint', checkpoint: checkpoint + 1 };
    },
  };
}

/** Runs on from an instant, so many times faster than the machine's. */
function movingClock(from: Date, factor: number): Clock {
  const began = performance.now();
  const elapsed = (): number => (performance.now() - began) * factor;
  return {
    now: () => new Date(from.getTime() + elapsed()),
    elapsed,
    wait: createClock({ factor }).wait,
  };
}

/** Spaces without a host: what is measured here is the runner. */
function spaceIn(documents: Map<string, string>): typeof fetch {
  return async (input, init) => {
    const url = String(input);
    const stored = documents.get(url);
    if (init?.method === 'PUT') {
      documents.set(url, new TextDecoder().decode(init.body as Uint8Array<ArrayBuffer>));
      return new Response(null, { status: stored === undefined ? 201 : 205 });
    }
    if (stored === undefined) return new Response(null, { status: 404 });
    return new Response(stored, { headers: { 'content-type': 'text/turtle' } });
  };
}
