import { bill, pdfNameOf } from '../../shapes/bill/bill.ts';
import { addDays, localDay } from '../../shapes/kit/local-time.ts';
import { present } from '../../shapes/kit/present.ts';
import { waterContract } from '../../shapes/water-contract/water-contract.ts';
import {
  mergeWaterMonths,
  type WaterMonth,
  waterMonth,
} from '../../shapes/water-month/water-month.ts';
import { trb } from '../../vocab/terms.ts';
import {
  type AccessForm,
  type Connector,
  document,
  inContainer,
  type Pulled,
  type Run,
} from '../kit/contract.ts';
import { ConnectorError } from '../kit/errors.ts';
import { accessOf, type EauAccess } from './access.ts';
import * as api from './api.ts';
import { type EauCheckpoint, firstCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { createClient, type EauSession } from './client.ts';
import type { EauSettings } from './config.ts';
import { manifest } from './manifest.ts';
import { billOf, contractStatusOf, waterContractOf, waterMonthOf } from './mapping.ts';
import type { BillRecord, ContractRecord, DaysAnswer } from './payload.ts';
import { daysIn, type Step, stepsOf } from './walk.ts';

const BILLS = 'documents/eau-du-grand-lyon/';

type River = AsyncGenerator<Pulled<EauCheckpoint>, void, undefined>;
/** A river that ends with how far it came. */
type Stretch = AsyncGenerator<Pulled<EauCheckpoint>, EauCheckpoint, undefined>;

/** A run, the session in which it asks, and what is known of the customer. */
interface Visit extends Run<EauAccess, EauCheckpoint> {
  readonly session: EauSession;
  readonly contract: ContractRecord;
  readonly contracts: readonly ContractRecord[];
}

export function createEauConnector(
  settings: EauSettings,
): Connector<EauAccess, EauCheckpoint> & { readonly access: AccessForm<EauAccess> } {
  const client = createClient({ ...settings, rateLimit: manifest.rateLimit });
  return {
    manifest: { ...manifest, hosts: [new URL(settings.api).host] },
    access: accessOf(client),
    places: ({ contractNumber }) => [
      {
        container: `data/water/${contractNumber}/`,
        classes: [trb.WaterMonth, trb.WaterContract],
      },
      { container: BILLS, classes: [trb.Bill] },
    ],
    checkpoint: { first: firstCheckpoint, parse: parseCheckpoint },
    pull: async function* (run) {
      const session = await client.open(run.access, run.signal);
      const contracts = await session.ask(api.contracts, undefined);
      const contract = contracts.find(({ id }) => id === run.access.contractId);
      if (contract?.reference !== run.access.contractNumber) throw movedOut();
      yield* pull({ ...run, session, contracts, contract });
    },
  };
}

/** The contract says how far to read; the bills are few; the days are many and come last. */
async function* pull(visit: Visit): River {
  yield document(waterContract, waterContractOf(visit.contract));
  const checkpoint = yield* billDocuments(visit);
  const { covered } = yield* monthDocuments(visit, checkpoint);
  sayWhatIsMissing(visit, covered !== undefined);
}

/** Each bill behind its file, so that no bill names a file that is not there. */
async function* billDocuments({ session, contracts, checkpoint: first }: Visit): Stretch {
  let checkpoint = first;
  const records = (await unlessNone(session.ask(api.bills, undefined))) ?? [];
  for (const record of [...records].sort(byIssue)) {
    const name = pdfNameOf({ issued: record.issued, billNumber: record.reference });
    let filed = checkpoint.filed.includes(name);
    if (!filed) {
      const bytes = await unlessNone(session.pdf(api.billFile(record.reference)));
      if (bytes !== undefined) {
        yield { kind: 'file', container: BILLS, name, contentType: 'application/pdf', bytes };
        filed = true;
      }
    }
    const contract = contracts.find(({ id }) => id === record.contractId);
    yield inContainer(BILLS, document(bill, billOf(record, contract, filed)));
    if (filed && !checkpoint.filed.includes(name)) {
      checkpoint = { ...checkpoint, filed: [...checkpoint.filed, name] };
      yield { kind: 'checkpoint', checkpoint };
    }
  }
  return checkpoint;
}

const byIssue = (a: BillRecord, b: BillRecord): number =>
  `${a.issued} ${a.reference}` < `${b.issued} ${b.reference}` ? -1 : 1;

/** Month after month, newest first; each is ticked off once it lies in the space. */
async function* monthDocuments(visit: Visit, first: EauCheckpoint): Stretch {
  const { session, clock, contract, access } = visit;
  const { historyMonths, correctionDays } = manifest;
  const { start, end } = contract;
  const lastDay = addDays(localDay(clock.now()), -1);
  const settledUntil = addDays(lastDay, -correctionDays);
  let checkpoint = first;
  const steps = stepsOf({ checkpoint, lastDay, historyMonths, correctionDays, start, end });
  const total = steps.reduce((sum, step) => sum + daysIn(step), 0);
  const stated = (await unlessNone(session.ask(api.months, access))) ?? [];
  let done = 0;

  checkpoint = { ...checkpoint, walking: lastDay };
  for (const step of steps) {
    yield { kind: 'progress', done, total, unit: 'day' };
    const thing = waterMonthOf({
      contractNumber: access.contractNumber,
      month: step.month,
      days: await daysOf(visit, step),
      stated: stated.find(({ month }) => month === step.month),
      settledUntil,
    });
    if (thing !== undefined) yield document(waterMonth, thing, mergeWaterMonths);
    checkpoint = ticked(checkpoint, step.month, thing);
    yield { kind: 'checkpoint', checkpoint };
    if (checkpoint.covered !== undefined) yield { kind: 'coverage', ...checkpoint.covered };
    done += daysIn(step);
  }
  yield { kind: 'progress', done, total, unit: 'day' };
  const { walking: _, ...rested } = checkpoint;
  yield { kind: 'checkpoint', checkpoint: rested };
  return rested;
}

/** A month of which there are no days may still have a total. */
async function daysOf({ session, access }: Visit, { from, to }: Step): Promise<DaysAnswer> {
  const { contractId } = access;
  const answer = await unlessNone(session.ask(api.days, { contractId, from, to }));
  return answer ?? { unit: 'L', days: [] };
}

/** The checkpoint once a month lies in the space. */
function ticked(
  checkpoint: EauCheckpoint,
  month: string,
  thing: WaterMonth | undefined,
): EauCheckpoint {
  const { walking = '', months, covered } = checkpoint;
  const known = covered === undefined ? [] : [covered.firstDay, covered.lastDay];
  const days = [...known, ...(thing?.days ?? []).map(({ day }) => day)].sort();
  const [firstDay] = days;
  const lastDay = days.at(-1);
  const widened =
    firstDay === undefined || lastDay === undefined ? undefined : { firstDay, lastDay };
  return present({ ...checkpoint, months: { ...months, [month]: walking }, covered: widened });
}

/** After a walk that brought all there is: who must move so that more comes. */
function sayWhatIsMissing({ contract, contracts }: Visit, anyDay: boolean): void {
  const ended = contractStatusOf(contract) === 'ended';
  if (ended && contracts.some((other) => contractStatusOf(other) === 'active')) throw movedOut();
  if (!anyDay && !ended) {
    throw new ConnectorError('NO_DATA', 'Eau du Grand Lyon has no daily value of this contract');
  }
}

/** Her data stays; the new home has another contract, and another folder. */
const movedOut = (): ConnectorError =>
  new ConnectorError('HOLDER_CHANGED', 'The contract is not, or no longer, the running one');

async function unlessNone<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ConnectorError && error.code === 'NO_DATA') return undefined;
    throw error;
  }
}
