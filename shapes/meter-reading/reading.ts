export type ReadingQuality = 'measured' | 'estimated' | 'corrected';
export type FlowDirection = 'consumption' | 'production';
export type EnergyVector = 'electricity' | 'gas';

/** What the meter counted during one slot. */
export interface MeterReading {
  /** A slot is named by its start. */
  readonly start: Date;
  /** One of SLOT_SECONDS, or a whole day of the grid: 82 800, 86 400 or 90 000. */
  readonly durationSeconds: number;
  /** A multiple of 0.001: half-hours of whole watts give halves of a watt-hour. */
  readonly energyWattHours: number;
  readonly quality: ReadingQuality;
  /** The grid may still change the value. */
  readonly provisional?: true;
  /** Gas as the meter sees it; a multiple of 0.001. */
  readonly volumeCubicMetres?: number;
}

/** The readings of one delivery point, in one direction, during one local month. */
export interface MeterMonth {
  /** PRM of electricity: 14 digits, of which leading zeros matter. PCE of gas: the same, or GI and 6 digits. */
  readonly deliveryPointId: string;
  readonly energyVector: EnergyVector;
  readonly flow: FlowDirection;
  /** Local month: '2026-11'. It begins with the grid's first day: at six for gas. */
  readonly month: string;
  /** By start, not overlapping; a missing slot is absent. */
  readonly readings: readonly MeterReading[];
}

/** The steps at which meters record a load curve: 5, 10, 15, 30 and 60 minutes. */
export const SLOT_SECONDS: readonly number[] = [300, 600, 900, 1_800, 3_600];

const SHORTEST_DAY_SECONDS = 82_800;

/** Whether a reading covers a whole day instead of a slot of it. */
export function isDaily({ durationSeconds }: MeterReading): boolean {
  return durationSeconds >= SHORTEST_DAY_SECONDS;
}

export function endOf({ start, durationSeconds }: MeterReading): number {
  return start.getTime() + durationSeconds * 1_000;
}

export function byStart(readings: Iterable<MeterReading>): MeterReading[] {
  return [...readings].sort((a, b) => a.start.getTime() - b.start.getTime());
}

/** Sums are made of these, because integers add up exactly. */
export function milliwattHoursOf({ energyWattHours }: MeterReading): number {
  return Math.round(energyWattHours * 1_000);
}

/** Volumes add up as integers too; undefined where the meter counts none. */
export function litresOf({ volumeCubicMetres }: MeterReading): number | undefined {
  return volumeCubicMetres === undefined ? undefined : Math.round(volumeCubicMetres * 1_000);
}
