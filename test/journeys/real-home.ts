import { readFileSync } from 'node:fs';

/** The source file of the demonstration's curve, read anew here, so that no code of the river is its own witness. */
const FILE = 'connectors/enedis/fixtures/sceaux-2007-h1-halfhourly.csv';
const REPEATED_DAYS = 175;
const FILE_LAST_DAY = '2007-06-30';
const DAY = 86_400_000;

/** The half-hours of each day of the file, in mean watts; undefined where nothing was measured. */
function readFile(): ReadonlyMap<string, readonly (number | undefined)[]> {
  const days = new Map<string, (number | undefined)[]>();
  for (const line of readFileSync(FILE, 'utf8').split('\n')) {
    const [start = '', watts] = line.split(',');
    const [day = ''] = start.split('T');
    if (!/^\d{4}-/.test(day)) continue;
    const slots = days.get(day) ?? [];
    days.set(day, [...slots, watts === '' || watts === undefined ? undefined : Number(watts)]);
  }
  return days;
}

const utc = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/**
 * The watt-hours of the source file over the local days `first` to `last`, both included: each day takes the file's
 * day of the same weekday, shifted by whole weeks so that the file ends `yesterday`, repeated every 25 weeks.
 */
export function wattHoursOfFile(first: string, last: string, yesterday: string): number {
  const file = readFile();
  const shift =
    (new Date(utc(yesterday)).getUTCDay() - new Date(utc(FILE_LAST_DAY)).getUTCDay() - 7) % 7;
  const end = utc(FILE_LAST_DAY) + shift * DAY;
  let wattHours = 0;
  for (let day = utc(first); day <= utc(last); day += DAY) {
    const back = ((utc(yesterday) - day) / DAY) % REPEATED_DAYS;
    const slots = file.get(dayOf(end - back * DAY)) ?? [];
    slots.forEach((watts = 0, slot) => {
      wattHours += (watts / 2) * timesLived(dayOf(day), slot);
    });
  }
  return wattHours;
}

/** The clocks of Paris: 2:00 to 3:00 is not lived on the last Sunday of March, and twice on that of October. */
function timesLived(day: string, slot: number): number {
  const [, month = '', date = ''] = day.split('-');
  const lastSunday = new Date(utc(day)).getUTCDay() === 0 && Number(date) > 24;
  const shifted = slot === 4 || slot === 5;
  if (!lastSunday || !shifted) return 1;
  if (month === '03') return 0;
  return month === '10' ? 2 : 1;
}
