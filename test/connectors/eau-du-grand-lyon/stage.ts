import type { EauAccess } from '../../../connectors/eau-du-grand-lyon/access.ts';
import type { EauCheckpoint } from '../../../connectors/eau-du-grand-lyon/checkpoint.ts';
import { createEauConnector } from '../../../connectors/eau-du-grand-lyon/connector.ts';
import type { Fault } from '../../../connectors/eau-du-grand-lyon/sandbox/faults.ts';
import { startSandbox } from '../../../connectors/eau-du-grand-lyon/sandbox/sandbox.ts';
import { createClock } from '../../../connectors/kit/clock.ts';
import type { LaidDocument, Pulled } from '../../../connectors/kit/contract.ts';
import { parseTurtle } from '../../../shapes/kit/turtle.ts';
import { type WaterMonth, waterMonth } from '../../../shapes/water-month/water-month.ts';
import { Space as SpaceInMemory, urlOf } from '../kit/space.ts';

export const NOW = new Date('2026-11-23T10:00:00Z');
/** A second of the limits lasts a millisecond. */
export const CLOCK_FACTOR = 1_000;

/** The customers by the number of their first contract. */
export const ids = { odile: '840017', karim: '840102', ines: '851330', theo: '862044' } as const;
type Name = keyof typeof ids;

export const credentialsOf = (name: Name) => ({
  username: `${name}@exemple.invalid`,
  password: `eau de ${name}, pour la simulation`,
});

export interface Stage {
  readonly url: string;
  connector(change?: {
    readonly path?: string;
    readonly now?: Date;
  }): ReturnType<typeof createEauConnector>;
  enter(name: Name): Promise<EauAccess>;
  setFault(name: Name, fault: Fault, calls?: number): Promise<void>;
  close(): Promise<void>;
}

/** A simulated web space, and connectors that speak with it. */
export async function openStage(now = NOW): Promise<Stage> {
  const redirectUrl = 'http://localhost:3320/autorisation-callback.html';
  const sandbox = await startSandbox({
    port: 0,
    baseUrl: 'http://localhost',
    redirectUrl,
    clientId: 'web-space',
    clientSecret: 'none',
    clock: { now, factor: CLOCK_FACTOR },
  });
  const connector: Stage['connector'] = ({ path = '', now: later = now } = {}) =>
    createEauConnector({
      api: sandbox.url + path,
      clientId: 'web-space',
      redirectUri: redirectUrl,
      clock: createClock({ now: later, factor: CLOCK_FACTOR }),
      clockFactor: CLOCK_FACTOR,
    });
  return {
    url: sandbox.url,
    connector,
    enter: (name) => connector().access.submit(credentialsOf(name)),
    setFault: async (name, fault, calls) => {
      await fetch(`${sandbox.url}/sandbox/customers/${ids[name]}/fault`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ fault, ...(calls === undefined ? {} : { calls }) }),
      });
    },
    close: () => sandbox.close(),
  };
}

/** A space in memory, and what it says of a month. */
export class Space extends SpaceInMemory {
  override lay(laid: LaidDocument): void {
    super.lay({ container: WATER, ...laid });
  }

  month(name: string): WaterMonth {
    const path = `${WATER}${name}.ttl`;
    return waterMonth.read(parseTurtle(this.documents.get(path) ?? '', urlOf(path)), urlOf(path));
  }
}

const WATER = 'data/water/';

export interface Pull {
  readonly pulled: readonly Pulled<EauCheckpoint, EauAccess>[];
  readonly checkpoint: EauCheckpoint;
  readonly error?: unknown;
}

export interface PullOptions {
  readonly space?: Space;
  readonly checkpoint?: EauCheckpoint;
  readonly signal?: AbortSignal;
  readonly now?: Date;
  /** Stop, as a killed process does, after so many steps. */
  readonly steps?: number;
  /** Something that happens in the world between two steps. */
  readonly meanwhile?: (pulled: Pulled<EauCheckpoint, EauAccess>) => Promise<void>;
}

/** Pulls as the runner does: what comes is laid, a checkpoint is kept once all before it lies. */
export async function pullAll(
  connector: ReturnType<typeof createEauConnector>,
  access: EauAccess,
  options: PullOptions = {},
): Promise<Pull> {
  const { space = new Space(), now = NOW, steps = Number.POSITIVE_INFINITY, meanwhile } = options;
  const pulled: Pulled<EauCheckpoint, EauAccess>[] = [];
  const kept = { checkpoint: options.checkpoint ?? connector.checkpoint.first };
  const run = {
    access,
    // A journal is JSON, so what is kept goes through it.
    checkpoint: connector.checkpoint.parse(JSON.parse(JSON.stringify(kept.checkpoint))),
    clock: createClock({ now, factor: CLOCK_FACTOR }),
    signal: options.signal ?? new AbortController().signal,
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

export const namesIn = ({ pulled }: Pull): string[] =>
  pulled.flatMap((one) => {
    if (one.kind === 'document') return [one.shape.nameOf(one.thing)];
    return one.kind === 'file' ? [one.name] : [];
  });

export const monthsIn = (pull: Pull): string[] =>
  namesIn(pull).filter((name) => /^\d{4}-\d\d\.ttl$/.test(name));
