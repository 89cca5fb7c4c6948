import { billedEnergy } from '../../shapes/billed-energy/billed-energy.ts';
import { deliveryPoint } from '../../shapes/delivery-point/delivery-point.ts';
import { energyContract } from '../../shapes/energy-contract/energy-contract.ts';
import { addDays, localDay } from '../../shapes/kit/local-time.ts';
import { present } from '../../shapes/kit/present.ts';
import { mergeMonths, meterMonth, monthsOf } from '../../shapes/meter-reading/meter-reading.ts';
import { trb } from '../../vocab/terms.ts';
import {
  type AccessForm,
  type Connector,
  document,
  type Pulled,
  type Run,
} from '../kit/contract.ts';
import { ConnectorError } from '../kit/errors.ts';
import type { Field } from '../kit/partner/field.ts';
import { declaredRight, type GrdfAccess, refuseUnlessActive } from './access.ts';
import { firstCheckpoint, type GrdfCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { createClient, type GrdfClient } from './client.ts';
import type { GrdfSettings } from './config.ts';
import { manifest } from './manifest.ts';
import { billedEnergyOf, deliveryPointOf, energyContractOf, readingsOfDays } from './mapping.ts';
import { type Consumption, firstDayOf } from './payload.ts';
import { parseContract, parseMeter } from './payload-customer.ts';
import { readDays, readPeriods, readRecords } from './readings.ts';
import { billedOpenFrom, billedPeriodOf, daysIn, type Step, stepsOf } from './walk.ts';

type GrdfPulled = Pulled<GrdfCheckpoint>;
type River<Result = void> = AsyncGenerator<GrdfPulled, Result, undefined>;

/** A run, and whom it asks. */
interface Visit extends Run<GrdfAccess, GrdfCheckpoint> {
  readonly client: GrdfClient;
  readonly today: string;
}

export function createGrdfConnector(
  settings: GrdfSettings,
): Connector<GrdfAccess, GrdfCheckpoint> & { readonly access: AccessForm<GrdfAccess> } {
  const client = createClient({ ...settings, rateLimit: manifest.rateLimit });
  return {
    manifest: {
      ...manifest,
      hosts: [settings.api, settings.login].map((url) => new URL(url).host),
    },
    access: declaredRight(client, settings.clock),
    places: ({ pce }) => [
      {
        container: `data/energy/gas/${pce}/`,
        classes: [trb.MeterMonth, trb.BilledEnergy, trb.EnergyContract, trb.DeliveryPoint],
      },
    ],
    agreedUntil: ({ until }) => until,
    checkpoint: { first: firstCheckpoint, parse: parseCheckpoint },
    pull: (run) => pull({ ...run, client, today: localDay(run.clock.now()) }),
  };
}

/** The right first, because nothing else would say plainly that it is not there. */
async function* pull(visit: Visit): River {
  await refuseUnlessActive(visit.client, visit.access, visit);
  const contractStart = yield* customerDocuments(visit);
  const notBefore = [visit.access.dataFrom, contractStart ?? ''].sort().at(-1) ?? '';
  const checkpoint = yield* billedDocuments(visit, notBefore);
  yield* dailyDocuments({ ...visit, checkpoint }, notBefore);
}

/** Gives the day on which the contract began. */
async function* customerDocuments(visit: Visit): River<string | undefined> {
  const { pce } = visit.access;
  const contract = await recordOf(visit, 'donnees_contractuelles', parseContract);
  if (contract !== undefined) yield document(energyContract, energyContractOf(pce, contract));
  const meter = await recordOf(visit, 'donnees_techniques', parseMeter);
  // What GRDF has no word for today, it may have told before: that stays.
  const point = deliveryPointOf(pce, meter);
  yield document(deliveryPoint, point, (stored, fresh) => ({ ...stored, ...fresh }));
  return contract?.start;
}

async function* billedDocuments(visit: Visit, notBefore: string): River<GrdfCheckpoint> {
  const { access, today } = visit;
  const { correctionDays } = manifest;
  const period = billedPeriodOf({ ...visit, notBefore, correctionDays });
  if (period === undefined) return visit.checkpoint;
  const { things, refused } = await readPeriods(visit, period);
  for (const billed of billedEnergyOf(access.pce, things)) yield document(billedEnergy, billed);
  if (refused) await refuseUnlessActive(visit.client, access, visit);
  if (things.length === 0) return visit.checkpoint;
  const open = things.filter(({ provisional }) => provisional).map(firstDayOf);
  const checkpoint = present({
    ...visit.checkpoint,
    billed: { readOn: addDays(today, -1), openFrom: billedOpenFrom(today, open) },
    covered: widened(visit.checkpoint.covered, things),
  });
  yield* ticked(checkpoint);
  return checkpoint;
}

/** Month after month, newest first; each is ticked off once it lies in the space. */
async function* dailyDocuments(visit: Visit, notBefore: string): River {
  const { access, today } = visit;
  const { correctionDays } = manifest;
  const steps = stepsOf({ ...visit, notBefore, correctionDays });
  const without: Step[] = [];
  const total = steps.reduce((days, step) => days + daysIn(step), 0);
  const lastDay = addDays(today, -1);
  const point = { deliveryPointId: access.pce, energyVector: 'gas', flow: 'consumption' } as const;
  let checkpoint: GrdfCheckpoint = { ...visit.checkpoint, walking: lastDay };
  let done = 0;

  for (const step of steps) {
    yield { kind: 'progress', done, total, unit: 'day' };
    const { things, refused } = await readDays(visit, step);
    for (const month of monthsOf(point, readingsOfDays(things))) {
      yield document(meterMonth, month, mergeMonths);
    }
    if (refused) await refuseUnlessActive(visit.client, access, visit);
    done += daysIn(step);
    if (things.length === 0) without.push(step);
    else {
      checkpoint = withMonth(checkpoint, step, things);
      yield* ticked(checkpoint);
    }
  }
  yield { kind: 'progress', done, total, unit: 'day' };
  yield { kind: 'checkpoint', checkpoint: rested(checkpoint, without) };
  sayWhatIsMissing(checkpoint);
}

/** After a walk that brought all there is. */
function sayWhatIsMissing(checkpoint: GrdfCheckpoint): void {
  if (checkpoint.covered === undefined) {
    throw new ConnectorError('NO_DATA', 'GRDF has no measure of this meter');
  }
  if (!isAnswered(checkpoint)) {
    throw new ConnectorError('SUBSCRIPTION_MISSING', 'GRDF refuses all, though the right stands');
  }
}

/** Whether GRDF gave anything in this walk. */
function isAnswered({ walking, months, billed }: GrdfCheckpoint): boolean {
  return [billed, ...Object.values(months)].some((read) => read?.readOn === walking);
}

async function* ticked(checkpoint: GrdfCheckpoint): River {
  yield { kind: 'checkpoint', checkpoint };
  if (checkpoint.covered !== undefined) yield { kind: 'coverage', ...checkpoint.covered };
}

function withMonth(
  checkpoint: GrdfCheckpoint,
  { month }: Step,
  things: readonly Consumption[],
): GrdfCheckpoint {
  const readOn = checkpoint.walking ?? '';
  const open = things.some(({ provisional }) => provisional);
  return present({
    ...checkpoint,
    months: { ...checkpoint.months, [month]: { readOn, open } },
    covered: widened(checkpoint.covered, things),
  });
}

/**
 * The checkpoint after a walk. Months of which GRDF has no day are ticked off as well, but only where it gave something else:
 * while the city's own account is suspended it refuses everything in the same words.
 */
function rested(checkpoint: GrdfCheckpoint, without: readonly Step[]): GrdfCheckpoint {
  const { walking = '', ...settled } = checkpoint;
  if (!isAnswered(checkpoint)) return settled;
  const read = without.map(({ month }) => {
    const open = settled.months[month]?.open ?? false;
    return [month, { readOn: walking, open }] as const;
  });
  return { ...settled, months: { ...settled.months, ...Object.fromEntries(read) } };
}

function widened(
  covered: GrdfCheckpoint['covered'],
  things: readonly Consumption[],
): GrdfCheckpoint['covered'] {
  const known = covered === undefined ? [] : [covered.firstDay, covered.lastDay];
  // The day on which a period ends, at six, is not covered any more.
  const ends = things.map(({ end }) => addDays(localDay(end), -1));
  const days = [...known, ...things.map(firstDayOf), ...ends].sort();
  const [firstDay] = days;
  const lastDay = days.at(-1);
  return firstDay === undefined || lastDay === undefined ? undefined : { firstDay, lastDay };
}

/** The one record of an answer, or undefined where GRDF refuses and the right stands. */
async function recordOf<Thing>(
  visit: Visit,
  operation: string,
  parse: (record: Field) => Thing,
): Promise<Thing | undefined> {
  const query = operation === 'donnees_contractuelles' ? CONTRACT_FILTERS : {};
  const { things, refused } = await readRecords(visit, operation, query, parse);
  if (refused) await refuseUnlessActive(visit.client, visit.access, visit);
  return things[0];
}

/** Without them GRDF leaves out what it expects of a year. */
const CONTRACT_FILTERS = { filtre: 'car' };
