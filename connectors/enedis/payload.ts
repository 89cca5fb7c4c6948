import { startOfLocalDay } from '../../shapes/kit/local-time.ts';
import type { FlowDirection } from '../../shapes/meter-reading/meter-reading.ts';
import type { Field } from '../kit/partner/field.ts';
import { instantsOf, isDay } from '../kit/partner/wall-clock.ts';

/** What was asked of Enedis; the answer may say nothing else. */
export interface Asked {
  readonly pointId: string;
  readonly flow: FlowDirection;
  /** Local day, included. */
  readonly from: string;
  /** Local day, excluded. */
  readonly to: string;
}

/** Mean power over an interval that ends at an instant: Enedis stamps intervals with their end. */
export interface CurvePoint {
  readonly end: Date;
  readonly minutes: number;
  readonly watts: number;
  readonly nature: string;
}

export interface DailyEnergy {
  readonly day: string;
  readonly wattHours: number;
}

/** Eight days of five-minute points: more than a window can hold. */
const POINTS_MAX = 2_400;
/** The power from which a connection is no home's any more (segments C1 to C3). */
const WATTS_MAX = 250_000;
const DAILY_WATT_HOURS_MAX = WATTS_MAX * 25;
const MINUTES_MAX = 60;

const minutesOfStep: ReadonlyMap<string, number> = new Map([
  ['PT5M', 5],
  ['PT10M', 10],
  ['PT15M', 15],
  ['PT30M', 30],
  ['PT60M', MINUTES_MAX],
  ['PT1H', MINUTES_MAX],
]);

/** Where each API keeps the parts of a point: all else about points is the same. */
export interface PointNames {
  readonly label: string;
  readonly value: string;
  readonly step: string;
  readonly nature: string;
}

interface LabelledPoint {
  readonly field: Field;
  readonly label: string;
  /** When the clock shows the label: twice in the repeated hour of autumn. */
  readonly instants: readonly Date[];
  readonly watts: number;
  readonly minutes: number;
  readonly nature: string;
}

export function parseCurvePoints(list: Field, names: PointNames, asked: Asked): CurvePoint[] {
  const points = list.items(POINTS_MAX).map((field) => labelledPoint(field, names, asked));
  const ends = endsOf(withoutRepeats(inOrder(points)));
  refuseOverlap(ends, startOfLocalDay(asked.from));
  return ends.map(({ point: { minutes, watts, nature }, end }) => ({
    end,
    minutes,
    watts,
    nature,
  }));
}

export function parseDailyPoints(
  list: Field,
  names: Pick<PointNames, 'label' | 'value'>,
  asked: Asked,
): DailyEnergy[] {
  const byDay = new Map<string, number>();
  for (const point of list.items(POINTS_MAX)) {
    const field = point.at(names.label);
    // The older API writes an offset after the day, which says nothing more.
    const day = field.text().replace(/[+-]\d\d:\d\d$/, '');
    if (!isDay(day)) throw field.refusal('is not a day');
    if (day < asked.from || day >= asked.to) throw field.refusal('lies outside the asked period');
    const wattHours = point.at(names.value).amount(DAILY_WATT_HOURS_MAX);
    if ((byDay.get(day) ?? wattHours) !== wattHours) throw contradiction(field);
    byDay.set(day, wattHours);
  }
  return [...byDay]
    .map(([day, wattHours]) => ({ day, wattHours }))
    .sort((a, b) => (a.day < b.day ? -1 : 1));
}

function labelledPoint(field: Field, names: PointNames, asked: Asked): LabelledPoint {
  const labelField = field.at(names.label);
  const label = labelField.text();
  const instants = instantsOf(label);
  if (instants.length === 0) throw labelField.refusal('is not a time in Paris');
  // The label is the end: midnight that begins the period belongs to the day before, midnight that ends it is ours.
  if (label <= `${asked.from} 00:00:00` || label > `${asked.to} 00:00:00`) {
    throw labelField.refusal('lies outside the asked period');
  }
  const minutes = minutesOfStep.get(field.at(names.step).text());
  if (minutes === undefined) throw field.at(names.step).refusal('is not a step of a load curve');
  const watts = field.at(names.value).amount(WATTS_MAX);
  const nature = field.at(names.nature).text();
  return { field: labelField, label, instants, watts, minutes, nature };
}

/**
 * Points in the order of time. Out of order they are sorted, unless the repeated hour of autumn is among them:
 * there the order alone says which of two equal labels comes first.
 */
function inOrder(points: readonly LabelledPoint[]): readonly LabelledPoint[] {
  const once = points.filter((point) => !isTwice(point));
  const ordered = isAscending(once) && standsTogether(points);
  if (ordered) return points;
  const unclear = points.find(isTwice);
  if (unclear !== undefined) {
    throw unclear.field.refusal(
      'is in the repeated hour, and the points around it are not in order',
    );
  }
  return [...points].sort((a, b) => (a.label < b.label ? -1 : Number(a.label > b.label)));
}

const isTwice = ({ instants }: LabelledPoint): boolean => instants.length === 2;

const isAscending = (points: readonly LabelledPoint[]): boolean =>
  points.every((point, index) => (points[index - 1]?.label ?? '') <= point.label);

/** Whether the points of the repeated hour follow each other, between what comes before and after. */
function standsTogether(points: readonly LabelledPoint[]): boolean {
  const first = points.findIndex(isTwice);
  if (first === -1) return true;
  const last = points.findLastIndex(isTwice);
  const [hour = ''] = points.slice(first, last + 1).map(({ label }) => label);
  const day = hour.slice(0, 10);
  return (
    points.slice(first, last + 1).every(isTwice) &&
    points.slice(0, first).every(({ label }) => label < `${day} 02`) &&
    points.slice(last + 1).every(({ label }) => label >= `${day} 03`)
  );
}

/** A point sent twice counts once; two values for one interval are a contradiction. */
function withoutRepeats(points: readonly LabelledPoint[]): LabelledPoint[] {
  return points.filter((point, index) => {
    const before = points[index - 1];
    if (before === undefined || before.label !== point.label) return true;
    // The repeated hour lies between its two equal labels, so only hourly points have them side by side.
    if (isTwice(point) && point.minutes === MINUTES_MAX) return true;
    if (before.watts !== point.watts || before.minutes !== point.minutes) {
      throw contradiction(point.field);
    }
    return false;
  });
}

interface EndedPoint {
  readonly point: LabelledPoint;
  readonly end: Date;
}

/** Each label at the first of its instants that is later than the point before. */
function endsOf(points: readonly LabelledPoint[]): EndedPoint[] {
  let last = new Date(0);
  return points.map((point) => {
    const end = point.instants.find((instant) => instant > last);
    if (end === undefined) throw point.field.refusal('is given more often than the clock shows it');
    last = end;
    return { point, end };
  });
}

/** No interval reaches into the one before, or to before the asked period. */
function refuseOverlap(ends: readonly EndedPoint[], start: Date): void {
  let last = start.getTime();
  for (const { point, end } of ends) {
    if (end.getTime() - point.minutes * 60_000 < last) {
      throw point.field.refusal('ends an interval that overlaps the one before');
    }
    last = end.getTime();
  }
}

const contradiction = (field: Field): Error =>
  field.refusal('is given twice with different values');
