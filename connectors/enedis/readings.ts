import { addDays, daysBetween, localDay } from '../../shapes/kit/local-time.ts';
import { present } from '../../shapes/kit/present.ts';
import type { MeterReading } from '../../shapes/meter-reading/meter-reading.ts';
import { ConnectorError, type ConnectorErrorCode } from '../kit/errors.ts';
import type { EnedisApi } from './api.ts';
import type { FlowCheckpoint } from './checkpoint.ts';
import type { EnedisClient } from './client.ts';
import { readingsOfCurve, readingsOfDays } from './mapping.ts';
import { PeriodTooOld } from './refusal.ts';
import { curveWindowsOf, later, type Period, type Step } from './walk.ts';

export interface MonthQuestion {
  readonly client: EnedisClient;
  readonly api: EnedisApi;
  readonly pointId: string;
  readonly today: string;
  readonly signal: AbortSignal;
}

/** All that Enedis has of a month, and where its memory ends if that was met on the way. */
export interface MonthAnswer {
  readonly curve: readonly MeterReading[];
  /** Daily values of the days of which there is no curve. */
  readonly daily: readonly MeterReading[];
  readonly oldestCurveDay?: string;
  readonly oldestDay?: string;
}

interface ReadBack {
  readonly readings: readonly MeterReading[];
  /** The first day that Enedis knows, if the period begins before it. */
  readonly oldest?: string;
}

type Ask = (period: Period) => Promise<readonly MeterReading[]>;

export async function readMonth(
  question: MonthQuestion,
  step: Step,
  known: FlowCheckpoint,
): Promise<MonthAnswer> {
  const { curve, oldestCurveDay } = await readCurve(question, step, known.oldestCurveDay);
  const { daily, oldestDay } = await readDaysWithoutCurve(question, step, curve, known.oldestDay);
  return present({ curve, daily, oldestCurveDay, oldestDay });
}

async function readCurve(question: MonthQuestion, step: Step, known = '') {
  const { client, api, pointId, today, signal } = question;
  const ask: Ask = async (period) =>
    readingsOfCurve(
      await client.ask(api.loadCurve, { pointId, flow: step.flow, ...period }, signal),
    );
  const curve: MeterReading[] = [];
  for (const window of curveWindowsOf(step, today)) {
    if (window.to <= known) break;
    const from = later(window.from, known);
    const { readings, oldest } = await readBack(ask, { from, to: window.to });
    curve.push(...readings);
    if (oldest !== undefined) return { curve, oldestCurveDay: oldest };
  }
  return { curve, oldestCurveDay: known === '' ? undefined : known };
}

async function readDaysWithoutCurve(
  question: MonthQuestion,
  step: Step,
  curve: readonly MeterReading[],
  known = '',
) {
  const { client, api, pointId, signal } = question;
  const ask: Ask = async (period) =>
    readingsOfDays(
      await client.ask(api.dailyEnergy, { pointId, flow: step.flow, ...period }, signal),
    );
  const covered = new Set(curve.map(({ start }) => localDay(start)));
  const bare = daysOf(step).filter((day) => day >= known && !covered.has(day));
  const [first] = bare;
  const last = bare.at(-1);
  if (first === undefined || last === undefined) {
    return { daily: [], oldestDay: known === '' ? undefined : known };
  }
  const { readings, oldest } = await readBack(ask, { from: first, to: addDays(last, 1) });
  const daily = readings.filter(({ start }) => !covered.has(localDay(start)));
  return { daily, oldestDay: oldest ?? (known === '' ? undefined : known) };
}

/**
 * The readings of a period that may begin before Enedis's memory does. Enedis then refuses the whole period, so
 * the first day that it does know is found by halving.
 */
async function readBack(ask: Ask, period: Period): Promise<ReadBack> {
  const whole = await unlessTooOld(ask, period);
  if (whole !== undefined) return { readings: whole };
  let refused = period.from;
  let oldest = period.to;
  let readings: readonly MeterReading[] = [];
  while (daysBetween(refused, oldest) > 1) {
    const middle = addDays(refused, Math.floor(daysBetween(refused, oldest) / 2));
    const answer = await unlessTooOld(ask, { from: middle, to: period.to });
    if (answer === undefined) refused = middle;
    else {
      oldest = middle;
      readings = answer;
    }
  }
  return { readings, oldest };
}

/** Undefined for a period that is too old; nothing for one of which Enedis has no measure. */
async function unlessTooOld(
  ask: Ask,
  period: Period,
): Promise<readonly MeterReading[] | undefined> {
  try {
    return await ask(period);
  } catch (error) {
    if (error instanceof PeriodTooOld) return undefined;
    return emptyFor(['NO_DATA', 'CURVE_NOT_ACTIVATED'], error);
  }
}

function emptyFor(codes: readonly ConnectorErrorCode[], error: unknown): readonly MeterReading[] {
  if (error instanceof ConnectorError && codes.includes(error.code)) return [];
  throw error;
}

function daysOf({ from, to }: Period): string[] {
  return Array.from({ length: daysBetween(from, to) }, (_, index) => addDays(from, index));
}
