import type { BankAccess } from '../../../connectors/bank/agreement.ts';
import type { BankCheckpoint } from '../../../connectors/bank/checkpoint.ts';
import type { BankSettings } from '../../../connectors/bank/config.ts';
import { createBankConnector } from '../../../connectors/bank/connector.ts';
import { accounts } from '../../../connectors/bank/sandbox/accounts.ts';
import type { Fault } from '../../../connectors/bank/sandbox/faults.ts';
import { startSandbox } from '../../../connectors/bank/sandbox/sandbox.ts';
import { createClock } from '../../../connectors/kit/clock.ts';
import type { LaidDocument, Pulled } from '../../../connectors/kit/contract.ts';
import type { Person } from '../../../connectors/kit/sandbox/persons.ts';
import { Space } from '../kit/space.ts';

export { Space };

export const NOW = new Date('2026-11-23T10:00:00Z');
/** A second of the bank's limits lasts a millisecond. */
const CLOCK_FACTOR = 1_000;

export type Dialect = BankSettings['dialect'];
export const DIALECTS: readonly Dialect[] = ['stet', 'berlin'];

export interface Stage {
  readonly url: string;
  connector(dialect: Dialect): ReturnType<typeof createBankConnector>;
  /** Walks through the bank's page and comes back with an access to the first account of hers. */
  agree(dialect: Dialect, person: Person['id'], choice?: Choice): Promise<BankAccess>;
  setFault(person: Person['id'], fault: Fault, calls?: number): Promise<void>;
  close(): Promise<void>;
}

interface Choice {
  /** All her accounts instead of the first. */
  readonly all?: boolean;
  readonly balancesOnly?: boolean;
}

export const accountsOf = (person: Person['id']) =>
  accounts.filter(({ holder }) => holder.id === person);

/** A simulated bank, and connectors that speak with it. With a folder it is the same bank at another time. */
export async function openStage({
  now = NOW,
  folder,
}: {
  readonly now?: Date;
  readonly folder?: string;
} = {}): Promise<Stage> {
  const credentials = { clientId: 'city', clientSecret: 'synthetic secret / with signs' };
  const redirectUrl = 'http://localhost:3250/consented';
  const clock = { now, factor: CLOCK_FACTOR };
  const sandbox = await startSandbox({
    ...{ port: 0, baseUrl: 'http://localhost', redirectUrl, clock },
    ...credentials,
    ...(folder === undefined ? {} : { folder }),
  });
  const connector = (dialect: Dialect) =>
    createBankConnector({
      ...credentials,
      ...{ bank: 'banque-exemple', name: 'Banque Exemple', connection: 'bank', dialect },
      website: 'https://banque.exemple.invalid',
      api: `${sandbox.url}/${dialect}`,
      pages: dialect === 'stet' ? `${sandbox.url}/stet` : sandbox.url,
      redirectUrl,
      clock: createClock(clock),
      clockFactor: CLOCK_FACTOR,
    });
  return {
    url: sandbox.url,
    connector,
    agree: async (dialect, person, { all = false, balancesOnly = false } = {}) => {
      const { access } = connector(dialect);
      const hers = accountsOf(person).map(({ resourceId }) => resourceId);
      const back = await answerConsent(await access.consentUrl('abc'), {
        account: all ? hers : hers.slice(0, 1),
        transactions: balancesOnly ? [] : ['yes'],
      });
      return access.accept(back);
    },
    setFault: async (person, fault, calls) => {
      const answer = await fetch(`${sandbox.url}/sandbox/customers/${person}/fault`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ fault, ...(calls === undefined ? {} : { calls }) }),
      });
      if (answer.status !== 204) throw new Error(`The fault ${fault} was not set.`);
    },
    close: () => sandbox.close(),
  };
}

/** Fills in the bank's page as a browser would, and gives the query with which it leads back. */
export async function answerConsent(
  url: URL,
  fields: Readonly<Record<string, string | readonly string[]>>,
): Promise<URLSearchParams> {
  const page = await fetch(url);
  if (page.status !== 200) throw new Error(`The page of the bank answered ${page.status}.`);
  await page.text();
  const form = Object.entries({ answer: 'accept', ...fields }).flatMap(([name, values]) =>
    [values].flat().map((value) => [name, value] as [string, string]),
  );
  const answer = await fetch(page.url, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(form),
  });
  return new URL(answer.headers.get('location') ?? '').searchParams;
}

export type BankPulled = Pulled<BankCheckpoint, BankAccess>;

export interface Pull {
  readonly pulled: readonly BankPulled[];
  readonly checkpoint: BankCheckpoint;
  readonly error?: unknown;
}

export interface PullOptions {
  readonly space?: Space;
  readonly checkpoint?: BankCheckpoint;
  readonly signal?: AbortSignal;
  readonly now?: Date;
  /** Stop, as a killed process does, after so many steps. */
  readonly steps?: number;
}

/** Pulls as the runner does: documents are laid, a checkpoint is kept once all before it lies. */
export async function pullAll(
  connector: ReturnType<typeof createBankConnector>,
  access: BankAccess,
  {
    space = new Space(),
    checkpoint,
    signal,
    now = NOW,
    steps = Number.POSITIVE_INFINITY,
  }: PullOptions = {},
): Promise<Pull> {
  const pulled: BankPulled[] = [];
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
    }
    return { pulled, checkpoint: kept.checkpoint };
  } catch (error) {
    return { pulled, checkpoint: kept.checkpoint, error };
  }
}

export const isDocument = (one: BankPulled): one is LaidDocument => one.kind === 'document';
