import { localDay, monthOf } from '../../shapes/kit/local-time.ts';
import { present } from '../../shapes/kit/present.ts';
import { type TelecomLine, telecomLine } from '../../shapes/telecom-line/telecom-line.ts';
import { trb } from '../../vocab/terms.ts';
import {
  type Connector,
  type ConsentPage,
  document,
  type Place,
  type Pulled,
  type Run,
} from '../kit/contract.ts';
import { ConnectorError } from '../kit/errors.ts';
import { agreedUntil, type OrangeAccess, orangeAccess } from './access.ts';
import { readBills } from './bills.ts';
import {
  type FeedName,
  firstCheckpoint,
  type OrangeCheckpoint,
  parseCheckpoint,
} from './checkpoint.ts';
import { createClient, type OrangeClient } from './client.ts';
import type { OrangeLine, OrangeSettings } from './config.ts';
import { feeds, type MonthAnswer, type Reading } from './feeds.ts';
import { manifestOf } from './manifest.ts';
import { parseLocationState } from './payload.ts';
import { correspondentMask, lineName } from './pseudonym.ts';
import { daysIn, firstMonth, type Step, stepsOf } from './walk.ts';

type OrangePulled = Pulled<OrangeCheckpoint>;
type River = AsyncGenerator<OrangePulled, void, undefined>;

/** A run, and whom it asks. */
interface Visit extends Run<OrangeAccess, OrangeCheckpoint>, Reading {
  readonly client: OrangeClient;
}

export function createOrangeConnector(
  settings: OrangeSettings,
): Connector<OrangeAccess, OrangeCheckpoint> & { readonly access: ConsentPage<OrangeAccess> } {
  const manifest = { ...manifestOf(settings.line), hosts: [new URL(settings.api).host] };
  const client = createClient({ ...settings, rateLimit: manifest.rateLimit });
  const { pseudonymKey } = settings;
  return {
    manifest,
    access: orangeAccess(settings, client),
    places: (access) => placesOf(nameOf(access, pseudonymKey), access),
    agreedUntil,
    checkpoint: { first: firstCheckpoint, parse: parseCheckpoint },
    pull: (run) =>
      pull({
        ...run,
        client,
        lineId: nameOf(run.access, pseudonymKey),
        mask: correspondentMask(pseudonymKey, run.access.line),
      }),
  };
}

const kindOf = ({ kind }: OrangeAccess): TelecomLine['kind'] =>
  kind === 'mobile' ? 'mobile' : 'home';

const nameOf = (access: OrangeAccess, key: Uint8Array): string =>
  lineName(key, kindOf(access), access.line);

function placesOf(lineId: string, { kind }: OrangeAccess): readonly [Place, ...Place[]] {
  const classes =
    kind === 'mobile'
      ? [trb.CallMonth, trb.LocationMonth, trb.TelecomLine]
      : [trb.VideoMonth, trb.TelecomLine];
  return [
    { container: `data/telecom/${lineId}/`, classes },
    { container: billContainerOf(kind), classes: [trb.Bill] },
  ];
}

/** A container for each source, so that one can be taken away without the other. */
const billContainerOf = (kind: OrangeLine): string => `documents/${manifestOf(kind).id}/`;

/** The line first: it is little, it shows at once, and it says whether there are positions to read. */
async function* pull(visit: Visit): River {
  const locationShared = await asksForPositions(visit);
  yield document(telecomLine, lineOf(visit, locationShared));
  yield* months(visit, feedsOf(visit.access, locationShared), yield* bills(visit));
}

/** Answers with the checkpoint once all bills lie in the space. */
async function* bills(visit: Visit): AsyncGenerator<OrangePulled, OrangeCheckpoint, undefined> {
  let { checkpoint } = visit;
  const known = checkpoint.bills;
  const container = billContainerOf(visit.access.kind);
  for await (const { laid, reference, hasFile } of readBills({ ...visit, container, known })) {
    yield* laid;
    if (!hasFile || known.includes(reference)) continue;
    checkpoint = { ...checkpoint, bills: [...checkpoint.bills, reference] };
    yield { kind: 'checkpoint', checkpoint };
  }
  return checkpoint;
}

/** Switched at Orange, by her: off until she turns it on, and read anew at each run because she may turn it off. */
async function asksForPositions({ client, access, signal }: Visit): Promise<boolean | undefined> {
  if (access.kind !== 'mobile') return undefined;
  return parseLocationState(await client.ask({ path: '/profile/locopt', ...access, signal }));
}

function lineOf({ access, lineId }: Visit, locationShared: boolean | undefined): TelecomLine {
  const telephone = access.kind === 'mobile' ? access.line : undefined;
  return present({ lineId, kind: kindOf(access), telephone, locationShared });
}

function feedsOf({ kind }: OrangeAccess, locationShared: boolean | undefined): FeedName[] {
  if (kind === 'fixe') return ['videos'];
  return locationShared === true ? ['calls', 'places'] : ['calls'];
}

/** Month after month, newest first; each is ticked off once it lies in the space. */
async function* months(visit: Visit, names: readonly FeedName[], begun: OrangeCheckpoint): River {
  const today = localDay(visit.clock.now());
  const { historyMonths, correctionDays } = manifestOf(visit.access.kind);
  const first = firstMonth({ today, historyMonths });
  let checkpoint = await withOldest({ ...visit, checkpoint: begun }, names, {
    first,
    current: monthOf(today),
  });
  const steps = stepsOf({ checkpoint, feeds: names, today, historyMonths, correctionDays });
  const total = steps.reduce((sum, step) => sum + daysIn(step, today), 0);
  const seen = { rows: 0, errors: 0 };
  let done = 0;

  checkpoint = { ...checkpoint, walking: today };
  for (const step of steps) {
    yield { kind: 'progress', done, total, unit: 'day' };
    const answer = await feeds[step.feed].read(visit, step.month);
    if (answer.document !== undefined) yield answer.document;
    checkpoint = ticked(checkpoint, step, answer, today);
    yield { kind: 'checkpoint', checkpoint };
    if (checkpoint.covered !== undefined) yield { kind: 'coverage', ...checkpoint.covered };
    done += daysIn(step, today);
    seen.rows += answer.days.length;
    seen.errors += answer.errors;
  }
  yield { kind: 'progress', done, total, unit: 'day' };
  const { walking: _, ...rested } = checkpoint;
  yield { kind: 'checkpoint', checkpoint: rested };
  if (seen.rows === 0 && seen.errors > 0) {
    throw new ConnectorError('NO_DATA', 'Orange gave an error in place of every row');
  }
}

/** Where Orange's rows begin is asked for once a feed: a line without any begins this month. */
async function withOldest(
  visit: Visit,
  names: readonly FeedName[],
  { first, current }: { readonly first: string; readonly current: string },
): Promise<OrangeCheckpoint> {
  let { checkpoint } = visit;
  for (const feed of names) {
    if (checkpoint.oldest[feed] !== undefined) continue;
    const month = (await feeds[feed].oldest(visit, first)) ?? current;
    checkpoint = { ...checkpoint, oldest: { ...checkpoint.oldest, [feed]: month } };
  }
  return checkpoint;
}

/** The checkpoint once a month lies in the space. */
function ticked(
  checkpoint: OrangeCheckpoint,
  { feed, month }: Step,
  { days }: MonthAnswer,
  today: string,
): OrangeCheckpoint {
  const { months: read, covered } = checkpoint;
  const known = covered === undefined ? [] : [covered.firstDay, covered.lastDay];
  const all = [...known, ...days].sort();
  const [firstDay, lastDay] = [all[0], all.at(-1)];
  const widened =
    firstDay === undefined || lastDay === undefined ? undefined : { firstDay, lastDay };
  return present({
    ...checkpoint,
    months: { ...read, [feed]: { ...read[feed], [month]: today } },
    covered: widened,
  });
}
