import type { EnedisAccess } from '../../../connectors/enedis/access.ts';
import type { EnedisCheckpoint } from '../../../connectors/enedis/checkpoint.ts';
import type { EnedisSettings } from '../../../connectors/enedis/config.ts';
import { createEnedisConnector } from '../../../connectors/enedis/connector.ts';
import type { Fault } from '../../../connectors/enedis/sandbox/faults.ts';
import { startSandbox } from '../../../connectors/enedis/sandbox/sandbox.ts';
import { createClock } from '../../../connectors/kit/clock.ts';
import type { LaidDocument, Pulled } from '../../../connectors/kit/contract.ts';
import { Space } from '../kit/space.ts';

export { Space };

export const NOW = new Date('2026-11-23T10:00:00Z');
/** A second of Enedis's limits lasts a millisecond. */
const CLOCK_FACTOR = 1_000;

export const homes = {
  flat: '19274650318842',
  otherFlat: '07450219386154',
  withPanels: '23810467592033',
  newcomer: '30195827460071',
} as const;

export interface Stage {
  readonly url: string;
  /** Walks through the consent page and comes back with an access. */
  agree(pointId: string, mode?: EnedisSettings['mode']): Promise<EnedisAccess>;
  connector(mode?: EnedisSettings['mode']): ReturnType<typeof createEnedisConnector>;
  setFault(pointId: string, fault: Fault, calls?: number): Promise<void>;
  close(): Promise<void>;
}

/** A simulated Enedis, and connectors that speak with it. */
export async function openStage(now = NOW): Promise<Stage> {
  const credentials = { clientId: 'city', clientSecret: 'synthetic secret / with signs' };
  const sandbox = await startSandbox({
    port: 0,
    baseUrl: 'http://localhost',
    redirectUrl: 'http://localhost:3200/consented',
    ...credentials,
    clock: { now, factor: CLOCK_FACTOR },
  });
  const connector = (mode: EnedisSettings['mode'] = '2026') =>
    createEnedisConnector({
      ...credentials,
      api: sandbox.url,
      consent: sandbox.url,
      mode,
      clock: createClock({ now, factor: CLOCK_FACTOR }),
      clockFactor: CLOCK_FACTOR,
    });
  return {
    url: sandbox.url,
    connector,
    agree: async (pointId, mode) => {
      const { access } = connector(mode);
      return access.accept(await answerConsent(await access.consentUrl('abc'), { home: pointId }));
    },
    setFault: async (pointId, fault, calls) => {
      await fetch(`${sandbox.url}/sandbox/customers/${pointId}/fault`, {
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
    body: new URLSearchParams({
      state: url.searchParams.get('state') ?? '',
      answer: 'accept',
      ...fields,
    }),
  });
  return new URL(answer.headers.get('location') ?? '').searchParams;
}

export interface Pull {
  readonly pulled: readonly Pulled<EnedisCheckpoint, EnedisAccess>[];
  readonly checkpoint: EnedisCheckpoint;
  readonly error?: unknown;
}

export interface PullOptions {
  readonly space?: Space;
  readonly checkpoint?: EnedisCheckpoint;
  readonly signal?: AbortSignal;
  readonly now?: Date;
  /** Stop, as a killed process does, after so many steps. */
  readonly steps?: number;
  /** Something that happens in the world between two steps. */
  readonly meanwhile?: (pulled: Pulled<EnedisCheckpoint, EnedisAccess>) => Promise<void>;
}

/** Pulls as the runner does: documents are laid, a checkpoint is kept once all before it lies. */
export async function pullAll(
  connector: ReturnType<typeof createEnedisConnector>,
  access: EnedisAccess,
  {
    space = new Space(),
    checkpoint,
    signal,
    now = NOW,
    steps = Number.POSITIVE_INFINITY,
    meanwhile,
  }: PullOptions = {},
): Promise<Pull> {
  const pulled: Pulled<EnedisCheckpoint, EnedisAccess>[] = [];
  // A journal is JSON, so what is kept goes through it.
  const kept = { checkpoint: checkpoint ?? connector.checkpoint.first };
  const run = {
    access,
    checkpoint: connector.checkpoint.parse(JSON.parse(JSON.stringify(kept.checkpoint))),
    clock: createClock({ now, factor: CLOCK_FACTOR }),
    signal: signal ?? new AbortController().signal,
  };
  try {
    for await (const one of connector.pull(run)) {
      pulled.push(one);
      if (one.kind === 'document') space.lay(one);
      if (one.kind === 'checkpoint') kept.checkpoint = one.checkpoint;
      if (pulled.length >= steps) break;
      await meanwhile?.(one);
    }
    return { pulled, checkpoint: kept.checkpoint };
  } catch (error) {
    return { pulled, checkpoint: kept.checkpoint, error };
  }
}

/** Contract, address, off-peak hours. */
export const CUSTOMER_CALLS = 3;

export const isDocument = (one: Pulled<EnedisCheckpoint, EnedisAccess>): one is LaidDocument =>
  one.kind === 'document';

export const namesIn = ({ pulled }: Pull): string[] =>
  pulled.filter(isDocument).map(({ shape, thing }) => shape.nameOf(thing));

export function months(space: Space): [string, string][] {
  return sorted(space).filter(([name]) => /^\d{4}-\d\d/.test(name));
}

export function sorted(space: Space): [string, string][] {
  return [...space.documents].sort(([a], [b]) => (a < b ? -1 : 1));
}

export function copyOf(space: Space): Space {
  const copy = new Space();
  for (const [name, text] of space.documents) copy.documents.set(name, text);
  return copy;
}
