import { createClock } from '../../../connectors/kit/clock.ts';
import type { LaidDocument, Pulled } from '../../../connectors/kit/contract.ts';
import type { MaifAccess } from '../../../connectors/maif/access.ts';
import type { MaifCheckpoint } from '../../../connectors/maif/checkpoint.ts';
import { createMaifConnector } from '../../../connectors/maif/connector.ts';
import type { Fault } from '../../../connectors/maif/sandbox/faults.ts';
import { startSandbox } from '../../../connectors/maif/sandbox/sandbox.ts';
import { Space } from '../kit/space.ts';

export { Space };

export const NOW = new Date('2026-11-23T10:00:00Z');
/** A second of MAIF's limits lasts a millisecond. */
const CLOCK_FACTOR = 1_000;

/** Member numbers. */
export const members = {
  /** Two homes, a car, a contract for the body, two claims. */
  odile: '9990001',
  /** One rented flat. */
  karim: '9990002',
  /** A house, two cars, children, claims in the nights of both clock changes. */
  ines: '9990003',
} as const;

export const credentials = {
  clientId: 'city',
  clientSecret: 'synthetic secret / with signs',
  apiKey: 'synthetic-key',
};
export const redirectUrl = 'http://localhost:3230/consented';

type MaifConnector = ReturnType<typeof createMaifConnector>;

export interface Stage {
  readonly url: string;
  /** Walks through the consent page and comes back with an access. */
  agree(member: string): Promise<MaifAccess>;
  connector(options?: { readonly now?: Date; readonly apiKey?: string }): MaifConnector;
  setFault(member: string, fault: Fault, calls?: number): Promise<void>;
  close(): Promise<void>;
}

/** A simulated MAIF, and connectors that speak with it. */
export async function openStage(
  options: { readonly now?: Date; readonly folder?: string; readonly factor?: number } = {},
): Promise<Stage> {
  const { now = NOW, folder, factor = CLOCK_FACTOR } = options;
  const sandbox = await startSandbox({
    port: 0,
    baseUrl: 'http://localhost',
    redirectUrl,
    ...credentials,
    ...(folder === undefined ? {} : { folder }),
    clock: { now, factor },
  });
  const connector: Stage['connector'] = ({ now: at = now, apiKey = credentials.apiKey } = {}) =>
    createMaifConnector({
      ...credentials,
      apiKey,
      redirectUrl,
      api: sandbox.url,
      connect: sandbox.url,
      clock: createClock({ now: at, factor: CLOCK_FACTOR }),
      clockFactor: CLOCK_FACTOR,
    });
  return {
    url: sandbox.url,
    connector,
    agree: async (member) => {
      const { access } = connector();
      return access.accept(await answerConsent(await access.consentUrl('abc'), { member }));
    },
    setFault: async (member, fault, calls) => {
      const answer = await fetch(`${sandbox.url}/sandbox/customers/${member}/fault`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ fault, ...(calls === undefined ? {} : { calls }) }),
      });
      if (!answer.ok) throw new Error(`The simulation knows no fault "${fault}".`);
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

export interface Pull {
  readonly pulled: readonly Pulled<MaifCheckpoint, MaifAccess>[];
  readonly checkpoint: MaifCheckpoint;
  /** The last that the partner gave. */
  readonly access: MaifAccess;
  readonly error?: unknown;
}

export interface PullOptions {
  readonly space?: Space;
  readonly checkpoint?: MaifCheckpoint;
  readonly signal?: AbortSignal;
  readonly now?: Date;
  /** Stop, as a killed process does, after so many steps. */
  readonly steps?: number;
}

/** Pulls as the runner does: documents are laid, a checkpoint is kept once all before it lies, an access at once. */
export async function pullAll(
  connector: MaifConnector,
  access: MaifAccess,
  options: PullOptions = {},
): Promise<Pull> {
  const { space = new Space(), now = NOW, steps = Number.POSITIVE_INFINITY } = options;
  const { signal = new AbortController().signal } = options;
  const pulled: Pulled<MaifCheckpoint, MaifAccess>[] = [];
  // A vault and a journal keep JSON, so what is kept goes through it.
  const kept = { checkpoint: options.checkpoint ?? connector.checkpoint.first, access };
  const run = {
    access: JSON.parse(JSON.stringify(access)) as MaifAccess,
    checkpoint: connector.checkpoint.parse(JSON.parse(JSON.stringify(kept.checkpoint))),
    clock: createClock({ now, factor: CLOCK_FACTOR }),
    signal,
  };
  try {
    for await (const one of connector.pull(run)) {
      pulled.push(one);
      if (one.kind === 'document') space.lay(one);
      if (one.kind === 'checkpoint') kept.checkpoint = one.checkpoint;
      if (one.kind === 'access') kept.access = one.access;
      if (pulled.length >= steps) break;
    }
    return { pulled, ...kept };
  } catch (error) {
    return { pulled, ...kept, error };
  }
}

export const isDocument = (one: Pulled<MaifCheckpoint, MaifAccess>): one is LaidDocument =>
  one.kind === 'document';

export function sorted(space: Space): [string, string][] {
  return [...space.documents].sort(([a], [b]) => (a < b ? -1 : 1));
}

export function copyOf(space: Space): Space {
  const copy = new Space();
  for (const [name, text] of space.documents) copy.documents.set(name, text);
  return copy;
}
