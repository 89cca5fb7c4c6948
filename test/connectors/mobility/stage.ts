import { type Clock, createClock } from '../../../connectors/kit/clock.ts';
import type { LaidDocument, Pulled } from '../../../connectors/kit/contract.ts';
import type { MobilityAccess } from '../../../connectors/mobility/access.ts';
import type { MobilityCheckpoint } from '../../../connectors/mobility/checkpoint.ts';
import { createMobilityConnector } from '../../../connectors/mobility/connector.ts';
import type { PlacePrecision } from '../../../connectors/mobility/mapping.ts';
import type { Fault } from '../../../connectors/mobility/sandbox/faults.ts';
import { startSandbox } from '../../../connectors/mobility/sandbox/sandbox.ts';
import type { Shape } from '../../../shapes/kit/shape.ts';
import { parseTurtle } from '../../../shapes/kit/turtle.ts';
import { mobilityPurchaseMonth } from '../../../shapes/mobility-purchase/mobility-purchase.ts';
import { tripMonth } from '../../../shapes/trip-month/trip-month.ts';
import { Space as SpaceInMemory, urlOf } from '../kit/space.ts';

export const NOW = new Date('2026-11-23T10:00:00Z');
/** A second of the account's limits lasts a millisecond. */
const CLOCK_FACTOR = 1_000;

export const citizens = {
  commuter: 'cit-0001',
  cyclist: 'cit-0002',
  driver: 'cit-0003',
  newcomer: 'cit-0004',
} as const;

export type MobilityPulled = Pulled<MobilityCheckpoint, MobilityAccess>;
type MobilityConnector = ReturnType<typeof createMobilityConnector>;

export interface Stage {
  readonly url: string;
  connector(places?: PlacePrecision): MobilityConnector;
  /** Walks through the consent page and comes back with an access. */
  agree(citizenId: string): Promise<MobilityAccess>;
  setFault(citizenId: string, fault: Fault, calls?: number): Promise<void>;
  close(): Promise<void>;
}

export const credentials = { clientId: 'city', clientSecret: 'synthetic secret / with signs' };
export const redirectUrl = 'http://localhost:3260/consented';

/** A simulated mobility account, and connectors that speak with it. */
export async function openStage(now = NOW, folder?: string): Promise<Stage> {
  const sandbox = await startSandbox({
    port: 0,
    baseUrl: 'http://localhost',
    redirectUrl,
    ...credentials,
    ...(folder === undefined ? {} : { folder }),
    clock: { now, factor: CLOCK_FACTOR },
  });
  const connector = (places: PlacePrecision = 'area') =>
    createMobilityConnector({
      ...credentials,
      api: sandbox.url,
      signIn: sandbox.url,
      redirectUrl,
      places,
      clock: createClock({ now, factor: CLOCK_FACTOR }),
      clockFactor: CLOCK_FACTOR,
    });
  return {
    url: sandbox.url,
    connector,
    agree: async (citizen) => {
      const { access } = connector();
      return access.accept(await answerConsent(await access.consentUrl('abc'), { citizen }));
    },
    setFault: async (citizenId, fault, calls) => {
      await fetch(`${sandbox.url}/sandbox/customers/${citizenId}/fault`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ fault, ...(calls === undefined ? {} : { calls }) }),
      });
    },
    close: () => sandbox.close(),
  };
}

/** Fills in the consent page's form as a browser would, and gives the query with which it leads back. */
export async function answerConsent(
  url: URL,
  fields: Readonly<Record<string, string>>,
): Promise<URLSearchParams> {
  const answer = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ answer: 'accept', ...fields }),
  });
  return new URL(answer.headers.get('location') ?? '').searchParams;
}

/** A space in memory, and what it says of a month. */
export class Space extends SpaceInMemory {
  trips(month: string) {
    return this.#read(tripMonth, `trips-${month}.ttl`).trips;
  }

  purchases(month: string) {
    return this.#read(mobilityPurchaseMonth, `purchases-${month}.ttl`).purchases;
  }

  #read<T>(shape: Shape<T>, name: string): T {
    return shape.read(parseTurtle(this.documents.get(name) ?? '', urlOf(name)), urlOf(name));
  }
}

export { urlOf };

export interface Pull {
  readonly pulled: readonly MobilityPulled[];
  readonly checkpoint: MobilityCheckpoint;
  /** The access with which the next run begins. */
  readonly access: MobilityAccess;
  readonly error?: unknown;
}

export interface PullOptions {
  readonly space?: Space;
  readonly checkpoint?: MobilityCheckpoint;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  /** Stop, as a killed process does, after so many steps. */
  readonly steps?: number;
  /** Something that happens in the world between two steps. */
  readonly meanwhile?: (pulled: MobilityPulled) => Promise<void>;
}

export const clockAt = (now: Date): Clock => createClock({ now, factor: CLOCK_FACTOR });

/** Pulls as the runner does: documents are laid, a checkpoint is kept once all before it lies. */
export async function pullAll(
  connector: MobilityConnector,
  access: MobilityAccess,
  {
    space = new Space(),
    checkpoint,
    signal = new AbortController().signal,
    clock = clockAt(NOW),
    steps = Number.POSITIVE_INFINITY,
    meanwhile,
  }: PullOptions = {},
): Promise<Pull> {
  const pulled: MobilityPulled[] = [];
  // A journal is JSON, so what is kept goes through it.
  const kept = { checkpoint: checkpoint ?? connector.checkpoint.first, access };
  const stored: unknown = JSON.parse(JSON.stringify(kept.checkpoint));
  const run = { access, checkpoint: connector.checkpoint.parse(stored), clock, signal };
  try {
    for await (const one of connector.pull(run)) {
      pulled.push(one);
      if (one.kind === 'document') space.lay(one);
      if (one.kind === 'checkpoint') kept.checkpoint = one.checkpoint;
      if (one.kind === 'access') kept.access = one.access;
      if (pulled.length >= steps) break;
      await meanwhile?.(one);
    }
    return { pulled, ...kept };
  } catch (error) {
    return { pulled, ...kept, error };
  }
}

/** As if all but the last three months had been read long ago. */
export function recentMonthsLeft(checkpoint: MobilityCheckpoint): MobilityCheckpoint {
  const months = Object.entries(checkpoint.months).filter(([month]) => month < '2026-09');
  return { ...checkpoint, months: Object.fromEntries(months) };
}

export const isDocument = (one: MobilityPulled): one is LaidDocument => one.kind === 'document';

export const namesIn = ({ pulled }: Pull): string[] =>
  pulled.filter(isDocument).map(({ shape, thing }) => shape.nameOf(thing));
