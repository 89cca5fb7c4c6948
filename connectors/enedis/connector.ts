import { deliveryPoint } from '../../shapes/delivery-point/delivery-point.ts';
import { dwelling } from '../../shapes/dwelling/dwelling.ts';
import { energyContract } from '../../shapes/energy-contract/energy-contract.ts';
import { addDays, localDay } from '../../shapes/kit/local-time.ts';
import { present } from '../../shapes/kit/present.ts';
import {
  type FlowDirection,
  type MeterReading,
  mergeMonths,
  meterMonth,
  monthsOf,
} from '../../shapes/meter-reading/meter-reading.ts';
import { trb } from '../../vocab/terms.ts';
import {
  type Connector,
  type ConsentPage,
  document,
  type Pulled,
  type Run,
} from '../kit/contract.ts';
import { ConnectorError } from '../kit/errors.ts';
import { access2026, accessV5, type EnedisAccess } from './access.ts';
import type { EnedisApi, Exchange } from './api.ts';
import { api2026 } from './api-2026.ts';
import { apiV5 } from './api-v5.ts';
import { type EnedisCheckpoint, firstCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { createClient, type EnedisClient } from './client.ts';
import type { EnedisSettings } from './config.ts';
import { manifest } from './manifest.ts';
import { deliveryPointOf, dwellingOf, energyContractsOf } from './mapping.ts';
import type { PointContract, PointQuestion } from './payload-customer.ts';
import { type MonthAnswer, readMonth } from './readings.ts';
import { daysIn, type Step, stepsOf } from './walk.ts';

type EnedisPulled = Pulled<EnedisCheckpoint>;
type River = AsyncGenerator<EnedisPulled, void, undefined>;

/** A run, and whom it asks. */
interface Visit extends Run<EnedisAccess, EnedisCheckpoint> {
  readonly client: EnedisClient;
  readonly api: EnedisApi;
}

export function createEnedisConnector(
  settings: EnedisSettings,
): Connector<EnedisAccess, EnedisCheckpoint> & { readonly access: ConsentPage<EnedisAccess> } {
  const api = settings.mode === 'v5' ? apiV5 : api2026;
  const client = createClient({ ...settings, rateLimit: manifest.rateLimit });
  const consent = {
    authorizeUrl: `${settings.consent}${api.authorizePath}`,
    clientId: settings.clientId,
  };
  return {
    manifest: {
      ...manifest,
      hosts: [settings.api, settings.consent].map((url) => new URL(url).host),
    },
    access: settings.mode === 'v5' ? accessV5(consent) : access2026(consent, client),
    places: ({ deliveryPointId }) => [
      {
        container: `data/energy/electricity/${deliveryPointId}/`,
        classes: [trb.MeterMonth, trb.EnergyContract, trb.DeliveryPoint, trb.Dwelling],
      },
    ],
    agreedUntil: ({ until }) => until,
    checkpoint: { first: firstCheckpoint, parse: parseCheckpoint },
    pull: (run) => pull({ ...run, client, api }),
  };
}

/** Who and where first: it is little, it shows at once, and it says whether there is a production to read. */
async function* pull(visit: Visit): River {
  const contracts = (await askOfPoint(visit, visit.api.contracts)) ?? [];
  yield* customerDocuments(visit, contracts);
  yield* meterDocuments(visit, flowsOf(contracts));
}

async function* customerDocuments(visit: Visit, contracts: readonly PointContract[]): River {
  const { deliveryPointId } = visit.access;
  for (const contract of energyContractsOf(deliveryPointId, contracts)) {
    yield document(energyContract, contract);
  }
  const address = await askOfPoint(visit, visit.api.address);
  const offPeakHours = await askOfPoint(visit, visit.api.offPeakHours);
  // What Enedis has no word for today, it may have told before: that stays.
  const point = deliveryPointOf(deliveryPointId, address, offPeakHours);
  yield document(deliveryPoint, point, (stored, fresh) => ({ ...stored, ...fresh }));
  // A home may hold more than Enedis knows, such as its floor area.
  yield document(dwelling, dwellingOf(deliveryPointId, address), (stored, fresh) => ({
    ...stored,
    ...fresh,
  }));
}

/** Month after month, newest first; each is ticked off once it lies in the space. */
async function* meterDocuments(visit: Visit, flows: readonly FlowDirection[]): River {
  const { deliveryPointId } = visit.access;
  const today = localDay(visit.clock.now());
  const { correctionDays } = manifest;
  let { checkpoint } = visit;
  const steps = stepsOf({ checkpoint, flows, today, correctionDays });
  const recent = { slots: 0, days: 0 };
  let done = 0;

  checkpoint = { ...checkpoint, walking: addDays(today, -1) };
  for (const [index, step] of steps.entries()) {
    yield progress(done, steps.slice(index), checkpoint);
    if (isOlderThanMemory(step, checkpoint)) continue;
    const { flow } = step;
    const question = { ...visit, pointId: deliveryPointId, today };
    const answer = await readMonth(question, step, checkpoint.flows[flow]);
    const readings = [...answer.curve, ...answer.daily];
    const point = { deliveryPointId, energyVector: 'electricity', flow } as const;
    for (const month of monthsOf(point, readings)) yield document(meterMonth, month, mergeMonths);
    checkpoint = ticked(checkpoint, step, answer, readings);
    yield { kind: 'checkpoint', checkpoint };
    if (checkpoint.covered !== undefined) yield { kind: 'coverage', ...checkpoint.covered };
    done += daysIn(step);
    if (step.recent && flow === 'consumption') {
      recent.slots += answer.curve.length;
      recent.days += answer.daily.length;
    }
  }
  yield progress(done, [], checkpoint);
  const { walking: _, ...rested } = checkpoint;
  yield { kind: 'checkpoint', checkpoint: rested };
  sayWhatIsMissing(rested, recent);
}

/** After a walk that brought all there is: what the citizen can do so that more comes. */
function sayWhatIsMissing(
  { covered }: EnedisCheckpoint,
  recent: { readonly slots: number; readonly days: number },
): void {
  if (recent.slots === 0 && recent.days > 0) {
    throw new ConnectorError('CURVE_NOT_ACTIVATED', 'Enedis has daily values and no load curve');
  }
  if (covered === undefined) {
    throw new ConnectorError('NO_DATA', 'Enedis has no measure of this meter');
  }
}

/** The checkpoint once a month lies in the space. */
function ticked(
  checkpoint: EnedisCheckpoint,
  { month, flow }: Step,
  { oldestCurveDay, oldestDay }: MonthAnswer,
  readings: readonly MeterReading[],
): EnedisCheckpoint {
  const months = { ...checkpoint.flows[flow].months, [month]: checkpoint.walking ?? '' };
  return present({
    ...checkpoint,
    flows: { ...checkpoint.flows, [flow]: present({ months, oldestCurveDay, oldestDay }) },
    covered: widened(checkpoint.covered, readings),
  });
}

function widened(
  covered: EnedisCheckpoint['covered'],
  readings: readonly MeterReading[],
): EnedisCheckpoint['covered'] {
  const known = covered === undefined ? [] : [covered.firstDay, covered.lastDay];
  const days = [...known, ...readings.map(({ start }) => localDay(start))].sort();
  const [firstDay] = days;
  const lastDay = days.at(-1);
  return firstDay === undefined || lastDay === undefined ? undefined : { firstDay, lastDay };
}

/** What remains shrinks when the walk meets the beginning of Enedis's memory. */
function progress(done: number, left: readonly Step[], checkpoint: EnedisCheckpoint): EnedisPulled {
  const days = left
    .filter((step) => !isOlderThanMemory(step, checkpoint))
    .reduce((total, step) => total + daysIn(step), 0);
  return { kind: 'progress', done, total: done + days, unit: 'day' };
}

function isOlderThanMemory({ flow, to }: Step, { flows }: EnedisCheckpoint): boolean {
  return to <= (flows[flow].oldestDay ?? '');
}

function flowsOf(contracts: readonly PointContract[]): readonly FlowDirection[] {
  const produces = contracts.some(({ flow }) => flow === 'production');
  return produces ? ['consumption', 'production'] : ['consumption'];
}

/** What Enedis says of a point, or undefined when it says that it knows nothing. */
async function askOfPoint<Answer>(
  { access, client, signal }: Visit,
  exchange: Exchange<PointQuestion, Answer>,
): Promise<Answer | undefined> {
  try {
    return await client.ask(exchange, { pointId: access.deliveryPointId }, signal);
  } catch (error) {
    if (error instanceof ConnectorError && error.code === 'NO_DATA') return undefined;
    throw error;
  }
}
