import { localDay } from '../../shapes/kit/local-time.ts';
import { present } from '../../shapes/kit/present.ts';
import { mobilityAccount } from '../../shapes/mobility-account/mobility-account.ts';
import { mobilityPass } from '../../shapes/mobility-pass/mobility-pass.ts';
import { mobilityPurchaseMonth } from '../../shapes/mobility-purchase/mobility-purchase.ts';
import { tripMonth } from '../../shapes/trip-month/trip-month.ts';
import { trb } from '../../vocab/terms.ts';
import { type Connector, document, type Pulled, type Run } from '../kit/contract.ts';
import { ConnectorError } from '../kit/errors.ts';
import { type MobilityAccess, type MobilityConsent, oidcAccess } from './access.ts';
import { firstCheckpoint, type MobilityCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { createClient, type MobilityClient } from './client.ts';
import type { MobilitySettings } from './config.ts';
import { manifest } from './manifest.ts';
import { accountOf, type PlacePrecision, passesOf, purchasesOf, tripsOf } from './mapping.ts';
import { type Period, parseCitizen } from './payload.ts';
import { type MonthAnswer, readMonth } from './reading.ts';
import { openSession, type Session } from './session.ts';
import { daysIn, monthsToRead, periodOf } from './walk.ts';

type MobilityPulled = Pulled<MobilityCheckpoint, MobilityAccess>;
type River = AsyncGenerator<MobilityPulled, void, undefined>;

/** A run, and whom it asks. */
interface Visit extends Run<MobilityAccess, MobilityCheckpoint> {
  readonly client: MobilityClient;
  readonly places: PlacePrecision;
}

/** What a month brought, in our words. */
type Month = ReturnType<typeof monthOfAnswer>;

export function createMobilityConnector(
  settings: MobilitySettings,
): Connector<MobilityAccess, MobilityCheckpoint> & { readonly access: MobilityConsent } {
  const client = createClient({ ...settings, rateLimit: manifest.rateLimit });
  const { places } = settings;
  return {
    manifest: {
      ...manifest,
      hosts: [settings.api, settings.signIn].map((url) => new URL(url).host),
    },
    access: oidcAccess(settings, client),
    places: ({ citizenId }) => [
      {
        container: `data/mobility/${citizenId}/`,
        classes: [trb.TripMonth, trb.MobilityPurchaseMonth, trb.MobilityPass, trb.MobilityAccount],
      },
    ],
    agreedUntil: ({ until }) => until,
    checkpoint: { first: firstCheckpoint, parse: parseCheckpoint },
    pull: (run) => pull({ ...run, client, places }),
  };
}

/** Month after month, newest first; each is ticked off once it lies in the space. */
async function* pull(visit: Visit): River {
  const { client, clock } = visit;
  const today = localDay(clock.now());
  let { checkpoint } = visit;
  const months = monthsToRead({ ...manifest, checkpoint, today });
  let session = await openSession(client, visit.access, visit);
  yield { kind: 'access', access: session.access };
  const citizen = await readCitizen(visit, session);
  yield document(mobilityAccount, accountOf(visit.access.citizenId, citizen));

  checkpoint = { ...checkpoint, walking: today };
  let done = 0;
  const total = months.reduce((days, month) => days + daysIn(month, today), 0);
  for (const month of months) {
    yield { kind: 'progress', done, total, unit: 'day' };
    if (clock.now() >= session.renewAt) {
      session = await openSession(client, session.access, visit);
      yield { kind: 'access', access: session.access };
    }
    const { citizenId } = session.access;
    const period = periodOf(month);
    const question = { ...visit, citizenId, bearer: session.bearer, period };
    const brought = monthOfAnswer(await readMonth(question), period, visit.places);
    yield* documents(month, brought, checkpoint);
    checkpoint = ticked(checkpoint, month, brought);
    yield { kind: 'checkpoint', checkpoint };
    if (checkpoint.covered !== undefined) yield { kind: 'coverage', ...checkpoint.covered };
    done += daysIn(month, today);
  }
  yield { kind: 'progress', done, total, unit: 'day' };
  const { walking: _, ...rested } = checkpoint;
  yield { kind: 'checkpoint', checkpoint: rested };
  if (rested.covered === undefined) {
    throw new ConnectorError('NO_DATA', 'The mobility account has no data of this person');
  }
}

async function readCitizen({ client, access, signal }: Visit, { bearer }: Session) {
  const path = `/v1/citizens/${encodeURIComponent(access.citizenId)}`;
  return parseCitizen(await client.get({ path, bearer, signal }), access.citizenId);
}

const monthOfAnswer = (
  { invoices, ...sources }: MonthAnswer,
  period: Period,
  places: PlacePrecision,
) => ({
  passes: passesOf(invoices),
  purchases: purchasesOf(invoices),
  trips: tripsOf(sources, period, places),
});

/** A month is read as a whole, so what came takes the place of what lay there; an empty one is laid only to empty it. */
function* documents(
  month: string,
  { passes, purchases, trips }: Month,
  { months }: MobilityCheckpoint,
): Generator<MobilityPulled, void, undefined> {
  const before = months[month];
  for (const pass of passes) yield document(mobilityPass, pass);
  if (purchases.length > 0 || (before?.purchases ?? 0) > 0) {
    yield document(mobilityPurchaseMonth, { month, purchases });
  }
  if (trips.length > 0 || (before?.trips ?? 0) > 0) yield document(tripMonth, { month, trips });
}

/** The checkpoint once a month lies in the space. */
function ticked(
  checkpoint: MobilityCheckpoint,
  month: string,
  { purchases, trips }: Month,
): MobilityCheckpoint {
  const on = checkpoint.walking ?? '';
  const read = { on, purchases: purchases.length, trips: trips.length };
  const { covered } = checkpoint;
  const days = [
    ...(covered === undefined ? [] : [covered.firstDay, covered.lastDay]),
    ...purchases.map(({ at }) => localDay(at)),
    ...trips.map(({ start }) => localDay(start)),
  ].sort();
  const [firstDay] = days;
  const lastDay = days.at(-1);
  return present({
    ...checkpoint,
    months: { ...checkpoint.months, [month]: read },
    covered: firstDay === undefined || lastDay === undefined ? undefined : { firstDay, lastDay },
  });
}
