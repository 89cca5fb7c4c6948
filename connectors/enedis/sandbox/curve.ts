import { readFileSync } from 'node:fs';
import {
  addDays,
  daysBetween,
  slotsOfDay,
  withLocalOffset,
} from '../../../shapes/kit/local-time.ts';

/** Half an hour of a home; the end is what Enedis stamps. */
export interface Slot {
  readonly start: Date;
  readonly end: Date;
  readonly watts: number;
  /** Fewer than 30 minutes were measured: the mean is an estimate. */
  readonly estimated: boolean;
}

/** The half-hours of a local day that have a value: 46 to 50 of them, less where nothing was measured. */
export type Curve = (day: string) => readonly Slot[];

const SLOT_SECONDS = 1_800;
const SLOTS_OF_FILE_DAY = 48;
/** What is repeated: 25 whole weeks, so that weekdays keep their shape. */
const REPEATED_DAYS = 175;
/** The weekdays of the file's last week: its days 174 (a Sunday) to 180 (a Saturday). */
const LAST_WEEK_FIRST_DAY = 174;
const FILE_FIRST_DAY = '2007-01-01';

interface FileSlot {
  readonly watts: number;
  readonly estimated: boolean;
}

/**
 * The real curve of one French home, shifted by whole weeks so that the file ends on `anchorDay`, and repeated.
 * The anchor stays where it is when time goes on: a day keeps its values for ever, as at a real partner.
 */
export function realCurve(anchorDay: string): Curve {
  const file = readFile();
  const shifted = mod(daysBetween(FILE_FIRST_DAY, anchorDay) - LAST_WEEK_FIRST_DAY, 7);
  const lastFileDay = LAST_WEEK_FIRST_DAY + shifted;
  return remembered((day) => {
    const fileDay = lastFileDay - mod(daysBetween(day, anchorDay), REPEATED_DAYS);
    return slotsOfDay(day, SLOT_SECONDS).flatMap((start) => {
      const shown = file[fileDay * SLOTS_OF_FILE_DAY + halfHourOf(start)];
      return shown === undefined ? [] : [{ start, end: endOf(start), ...shown }];
    });
  });
}

/** What three kilowatts of panels would give under a clear sky: a drawn curve, not a measured one. */
export function sunCurve(): Curve {
  const peakWatts = 3_000;
  return remembered((day) => {
    const sinceSolstice = daysBetween(`${day.slice(0, 4)}-06-21`, day);
    const season = 0.65 + 0.35 * Math.cos((2 * Math.PI * sinceSolstice) / 365);
    return slotsOfDay(day, SLOT_SECONDS).map((start) => {
      const height = Math.sin((Math.PI * (halfHourOf(start) - 12)) / 24);
      const watts = Math.max(0, Math.round(peakWatts * season * height));
      return { start, end: endOf(start), watts, estimated: false };
    });
  });
}

/** Wall-clock half-hours: on the 25-hour day two slots show the same one, on the 23-hour day two are never shown. */
function halfHourOf(start: Date): number {
  const [hours = 0, minutes = 0] = withLocalOffset(start).slice(11, 16).split(':').map(Number);
  return hours * 2 + minutes / 30;
}

function readFile(): readonly (FileSlot | undefined)[] {
  const file = new URL('../fixtures/sceaux-2007-h1-halfhourly.csv', import.meta.url);
  const [, ...rows] = readFileSync(file, 'utf8').trim().split('\n');
  return rows.map((row) => {
    const [, power = '', minutes] = row.split(',');
    return power === '' ? undefined : { watts: Number(power), estimated: Number(minutes) < 30 };
  });
}

function remembered(curve: Curve): Curve {
  const days = new Map<string, readonly Slot[]>();
  return (day) => {
    const slots = days.get(day) ?? curve(day);
    days.set(day, slots);
    return slots;
  };
}

const endOf = (start: Date): Date => new Date(start.getTime() + SLOT_SECONDS * 1_000);

const mod = (value: number, by: number): number => ((value % by) + by) % by;

/** Every local day from `from` up to, not including, `to`. */
export function daysFrom(from: string, to: string): string[] {
  return Array.from({ length: Math.max(0, daysBetween(from, to)) }, (_, index) =>
    addDays(from, index),
  );
}
