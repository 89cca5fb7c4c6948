import { createClock } from '../../../connectors/kit/clock.ts';
import type { LaidDocument, Pulled } from '../../../connectors/kit/contract.ts';
import type { OrangeAccess } from '../../../connectors/orange/access.ts';
import type { OrangeCheckpoint } from '../../../connectors/orange/checkpoint.ts';
import type { OrangeLine } from '../../../connectors/orange/config.ts';
import { createOrangeConnector } from '../../../connectors/orange/connector.ts';
import type { Fault } from '../../../connectors/orange/sandbox/faults.ts';
import { startSandbox } from '../../../connectors/orange/sandbox/sandbox.ts';
import { type CallMonth, callMonth } from '../../../shapes/call-month/call-month.ts';
import { parseTurtle } from '../../../shapes/kit/turtle.ts';
import { Space } from '../kit/space.ts';

export { Space };

export const NOW = new Date('2026-11-23T10:00:00Z');
/** A second of Orange's limits lasts a millisecond. */
const CLOCK_FACTOR = 1_000;
export const REDIRECT_URL = 'http://localhost:3240/consented';
export const KEY = Buffer.alloc(32, 9);

/** The lines of the simulation that tests speak of. */
export const lines = {
  odile: '33639980011',
  /** Five months of history. */
  newcomer: '33639980044',
  odileHome: 'FX-0011',
  newcomerHome: 'FX-0044',
} as const;

type OrangeConnector = ReturnType<typeof createOrangeConnector>;

export interface Stage {
  readonly url: string;
  /** Walks through the consent page and comes back with an access. */
  agree(line: string, fields?: Readonly<Record<string, string>>): Promise<OrangeAccess>;
  connector(line: string, now?: Date): OrangeConnector;
  setFault(line: string, fault: Fault, calls?: number): Promise<void>;
  close(): Promise<void>;
}

/** A simulated Orange, and connectors that speak with it. */
export async function openStage(now = NOW): Promise<Stage> {
  const sandbox = await startSandbox({
    port: 0,
    baseUrl: 'http://localhost',
    redirectUrl: REDIRECT_URL,
    clientId: 'none',
    clientSecret: 'none',
    clock: { now, factor: CLOCK_FACTOR },
  });
  const connector = (line: string, at = now): OrangeConnector =>
    createOrangeConnector({
      api: sandbox.url,
      line: kindOf(line),
      redirectUrl: REDIRECT_URL,
      pseudonymKey: KEY,
      clock: createClock({ now: at, factor: CLOCK_FACTOR }),
      clockFactor: CLOCK_FACTOR,
    });
  return {
    url: sandbox.url,
    connector,
    agree: async (line, fields = {}) => {
      const { access } = connector(line);
      return access.accept(
        await answerConsent(await access.consentUrl('abc'), { line, ...fields }),
      );
    },
    setFault: async (line, fault, calls) => {
      const answer = await fetch(`${sandbox.url}/sandbox/customers/${line}/fault`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ fault, ...(calls === undefined ? {} : { calls }) }),
      });
      if (answer.status !== 204) throw new Error(`There is no fault "${fault}" of ${line}.`);
    },
    close: () => sandbox.close(),
  };
}

const kindOf = (line: string): OrangeLine => (line.startsWith('FX') ? 'fixe' : 'mobile');

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
  readonly pulled: readonly Pulled<OrangeCheckpoint, OrangeAccess>[];
  readonly checkpoint: OrangeCheckpoint;
  readonly error?: unknown;
}

export interface PullOptions {
  readonly space?: Space;
  readonly checkpoint?: OrangeCheckpoint;
  readonly signal?: AbortSignal;
  readonly now?: Date;
  /** Stop, as a killed process does, after so many steps. */
  readonly steps?: number;
  /** Something that happens in the world between two steps. */
  readonly meanwhile?: (pulled: Pulled<OrangeCheckpoint, OrangeAccess>) => Promise<void>;
}

/** Pulls as the runner does: documents are laid, a checkpoint is kept once all before it lies. */
export async function pullAll(
  connector: OrangeConnector,
  access: OrangeAccess,
  {
    space = new Space(),
    checkpoint,
    signal,
    now = NOW,
    steps = Number.POSITIVE_INFINITY,
    meanwhile,
  }: PullOptions = {},
): Promise<Pull> {
  const pulled: Pulled<OrangeCheckpoint, OrangeAccess>[] = [];
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
      if (one.kind === 'file') space.layFile(one);
      if (one.kind === 'checkpoint') kept.checkpoint = one.checkpoint;
      if (pulled.length >= steps) break;
      await meanwhile?.(one);
    }
    return { pulled, checkpoint: kept.checkpoint };
  } catch (error) {
    return { pulled, checkpoint: kept.checkpoint, error };
  }
}

export const isDocument = (one: Pulled<OrangeCheckpoint, OrangeAccess>): one is LaidDocument =>
  one.kind === 'document';

/** What was laid beside the bills. */
export const namesIn = ({ pulled }: Pull): string[] =>
  pulled
    .filter(isDocument)
    .filter(({ container }) => container === undefined)
    .map(({ shape, thing }) => shape.nameOf(thing));

export function sorted(space: Space): [string, string][] {
  return [...space.documents].sort(([a], [b]) => (a < b ? -1 : 1));
}

export function copyOf(space: Space): Space {
  const copy = new Space();
  for (const [name, text] of space.documents) copy.documents.set(name, text);
  for (const [name, bytes] of space.files) copy.files.set(name, bytes);
  return copy;
}

export function callsIn(space: Space, month: string): CallMonth {
  const name = `${month}-calls.ttl`;
  const url = `https://space.invalid/${name}`;
  return callMonth.read(parseTurtle(space.documents.get(name) ?? '', url), url);
}
