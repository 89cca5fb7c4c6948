import type { GrdfAccess } from '../../../connectors/grdf/access.ts';
import type { GrdfCheckpoint } from '../../../connectors/grdf/checkpoint.ts';
import { createGrdfConnector } from '../../../connectors/grdf/connector.ts';
import type { Fault } from '../../../connectors/grdf/sandbox/faults.ts';
import { startSandbox } from '../../../connectors/grdf/sandbox/sandbox.ts';
import { createClock } from '../../../connectors/kit/clock.ts';
import type { LaidDocument, Pulled } from '../../../connectors/kit/contract.ts';
import type { SandboxConfig } from '../../../connectors/kit/sandbox/config.ts';
import { Space } from '../kit/space.ts';

export { Space };

export const NOW = new Date('2026-11-23T11:00:00Z');
/** A second of GRDF's limits lasts a millisecond. */
const CLOCK_FACTOR = 1_000;

export const homes = {
  flat: '21457839265014',
  newcomer: '07931520486327',
  house: '23610984752208',
} as const;

const postCodes: Readonly<Record<string, string>> = {
  [homes.flat]: '69100',
  [homes.newcomer]: '69004',
  [homes.house]: '69340',
};

export const credentials = { clientId: 'city', clientSecret: 'synthetic secret / with signs' };

export function sandboxConfig(change: Partial<SandboxConfig> = {}): SandboxConfig {
  return {
    port: 0,
    baseUrl: 'http://localhost',
    redirectUrl: 'http://localhost:3210/',
    ...credentials,
    clock: { now: NOW, factor: CLOCK_FACTOR },
    ...change,
  };
}

export type GrdfConnector = ReturnType<typeof createGrdfConnector>;

export interface Stage {
  readonly url: string;
  connector(): GrdfConnector;
  /** What a person writes on our page about a home. */
  form(pce: string): Readonly<Record<string, string>>;
  /** Declares a right, and lets the holder confirm it. */
  agree(pce: string): Promise<GrdfAccess>;
  /** What the holder presses in her mailbox. */
  press(rightId: string, answer: 'confirm' | 'refuse' | 'revoke'): Promise<number>;
  setFault(pce: string, fault: Fault, calls?: number): Promise<void>;
  close(): Promise<void>;
}

/** A simulated GRDF, and connectors that speak with it. */
export async function openStage(now = NOW, folder?: string): Promise<Stage> {
  const clock = { now, factor: CLOCK_FACTOR };
  const sandbox = await startSandbox(
    sandboxConfig({ clock, ...(folder === undefined ? {} : { folder }) }),
  );
  const stage: Stage = {
    url: sandbox.url,
    connector: () =>
      createGrdfConnector({
        ...credentials,
        api: sandbox.url,
        login: sandbox.url,
        loginServer: 'synthetic',
        clock: createClock(clock),
        clockFactor: CLOCK_FACTOR,
      }),
    form: (pce) => ({
      pce,
      lastName: 'FABRE',
      postCode: postCodes[pce] ?? '69000',
      email: 'odile@exemple.invalid',
    }),
    agree: async (pce) => {
      const access = await stage.connector().access.submit(stage.form(pce));
      await stage.press(access.rightId, 'confirm');
      return access;
    },
    press: async (rightId, answer) => {
      const body = new URLSearchParams({ answer });
      const url = `${sandbox.url}/mailbox/${rightId}`;
      return (await fetch(url, { method: 'POST', redirect: 'manual', body })).status;
    },
    setFault: async (pce, fault, calls) => {
      await fetch(`${sandbox.url}/sandbox/customers/${pce}/fault`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ fault, ...(calls === undefined ? {} : { calls }) }),
      });
    },
    close: () => sandbox.close(),
  };
  return stage;
}

export type GrdfPulled = Pulled<GrdfCheckpoint, GrdfAccess>;

export interface Pull {
  readonly pulled: readonly GrdfPulled[];
  readonly checkpoint: GrdfCheckpoint;
  readonly error?: unknown;
}

export interface PullOptions {
  readonly space?: Space;
  readonly checkpoint?: GrdfCheckpoint;
  readonly signal?: AbortSignal;
  readonly now?: Date;
  /** Stop, as a killed process does, after so many steps. */
  readonly steps?: number;
  /** Something that happens in the world between two steps. */
  readonly meanwhile?: (pulled: GrdfPulled) => Promise<void>;
}

/** Pulls as the runner does: documents are laid, a checkpoint is kept once all before it lies. */
export async function pullAll(
  connector: GrdfConnector,
  access: GrdfAccess,
  options: PullOptions = {},
): Promise<Pull> {
  const { space = new Space(), now = NOW, steps = Number.POSITIVE_INFINITY } = options;
  const pulled: GrdfPulled[] = [];
  // A journal is JSON, so what is kept goes through it.
  const kept = { checkpoint: options.checkpoint ?? connector.checkpoint.first };
  const run = {
    access,
    checkpoint: connector.checkpoint.parse(JSON.parse(JSON.stringify(kept.checkpoint))),
    clock: createClock({ now, factor: CLOCK_FACTOR }),
    signal: options.signal ?? new AbortController().signal,
  };
  try {
    for await (const one of connector.pull(run)) {
      pulled.push(one);
      if (one.kind === 'document') space.lay(one);
      if (one.kind === 'checkpoint') kept.checkpoint = one.checkpoint;
      if (pulled.length >= steps) break;
      await options.meanwhile?.(one);
    }
    return { pulled, checkpoint: kept.checkpoint };
  } catch (error) {
    return { pulled, checkpoint: kept.checkpoint, error };
  }
}

export const isDocument = (one: GrdfPulled): one is LaidDocument => one.kind === 'document';

export const namesIn = ({ pulled }: Pull): string[] =>
  pulled.filter(isDocument).map(({ shape, thing }) => shape.nameOf(thing));
