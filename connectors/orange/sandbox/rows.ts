import {
  addDays,
  daysBetween,
  secondsOfLocalDay,
  startOfLocalDay,
  withLocalOffset,
} from '../../../shapes/kit/local-time.ts';
import { type Chance, chanceOf } from './chance.ts';
import { correspondentsOf, type Line } from './lines.ts';

/** A row as Orange sends it; its time is the local clock, and never says which of two hours of an autumn night it means. */
export interface SandboxRow {
  readonly at: Date;
  readonly body: Readonly<Record<string, unknown>>;
}

const HOUR_SECONDS = 3_600;
const EVENTS_MAX = 9;
const FIRST_HOUR = 7;
const HOURS = 15;

/** The calls and messages of a local day, in order of time. */
export function callRows(line: Line, day: string): SandboxRow[] {
  const chance = chanceOf(`${line.id} calls ${day}`);
  const events = Array.from({ length: chance.next(EVENTS_MAX) }, () => wakingSecond(chance));
  // Now and then two in the same second, as when a message comes while one is sent.
  if (chance.next(8) === 0 && events[0] !== undefined) events.push(events[0]);
  const night = nightOfTheClockChange(day);
  const rows = [...events, ...night].flatMap((seconds) =>
    communication(line, day, seconds, chance),
  );
  return rows.sort((a, b) => a.at.getTime() - b.at.getTime());
}

function communication(line: Line, day: string, seconds: number, chance: Chance): SandboxRow[] {
  const at = atSecond(day, seconds);
  const people = correspondentsOf(line);
  // The dearer, the more often.
  const partner = people[Math.min(chance.next(people.length), chance.next(people.length))];
  const way = chance.next(2) === 0 ? 'sortant' : 'entrant';
  const common = {
    time: labelOf(at),
    ts: labelOf(at),
    msisdn: line.id,
    partner,
    loc: nearHome(line, chance),
    net_lbl: chance.next(3) === 0 ? '3G' : '4G',
  };
  const text = chance.next(5) < 3;
  if (!text) {
    const units = chance.next(4) === 0 ? 600 + chance.next(2_400) : 5 + chance.next(400);
    const call = { ...common, units, typ_units: 's', desc: `appel ${way}`, end_cause: 'normal' };
    return [{ at, body: call }];
  }
  const kind = chance.next(20) === 0 ? 'MMS' : 'SMS';
  const message = { ...common, units: 1, typ_units: kind, desc: `${kind} ${way}`, end_cause: '' };
  const companion = { ...message, typ_units: 'SMS_C' };
  const both = kind === 'SMS' && chance.next(4) === 0;
  return both
    ? [
        { at, body: message },
        { at, body: companion },
      ]
    : [{ at, body: message }];
}

/** Where the telephone was, every hour of the waking day. */
export function placeRows(line: Line, day: string): SandboxRow[] {
  const chance = chanceOf(`${line.id} places ${day}`);
  return Array.from({ length: HOURS }, (_, index) => {
    const at = atSecond(day, (FIRST_HOUR + index) * HOUR_SECONDS);
    const body = {
      msisdn: line.id,
      ts: labelOf(at),
      loc: nearHome(line, chance),
      rad: 150 + chance.next(1_200),
    };
    return { at, body };
  });
}

const films = [
  ['Le Pont du Rhône', 104, 399],
  ['Les Canuts', 96, 499],
  ['Un hiver à Fourvière', 118, 399],
  ['La Dernière Traboule', 89, 299],
  ['Guignol contre-attaque', 81, 499],
  ['Confluence', 127, 499],
] as const;

/** An evening with a film now and then: ordered, then watched, and sometimes watched again; each row says the price. */
export function videoRows(line: Line, day: string): SandboxRow[] {
  const ordered = filmOf(line, day);
  const again = filmOf(line, addDays(day, -1));
  const rows: SandboxRow[] = [];
  if (again?.twice) rows.push(video(line, day, again, 'Visualisation', 18 * HOUR_SECONDS));
  if (ordered !== undefined) {
    const evening = 20 * HOUR_SECONDS + 1_800 + ordered.minute * 60;
    rows.push(video(line, day, ordered, 'Commande', evening));
    rows.push(video(line, day, ordered, 'Visualisation', evening + 120));
  }
  return rows;
}

interface Film {
  readonly index: number;
  readonly minute: number;
  readonly twice: boolean;
}

function filmOf(line: Line, day: string): Film | undefined {
  const chance = chanceOf(`${line.id} film ${day}`);
  if (chance.next(10) !== 0) return undefined;
  return {
    index: chance.next(films.length),
    minute: chance.next(30),
    twice: chance.next(3) === 0,
  };
}

function video(
  line: Line,
  day: string,
  { index }: Film,
  action: 'Commande' | 'Visualisation',
  seconds: number,
): SandboxRow {
  const [title, minutes, cents] = films[index] ?? films[0];
  const at = atSecond(day, seconds);
  const body = {
    ts: labelOf(at),
    line_id: line.id,
    cont_type: 'FILM',
    cont_title: title,
    cont_subtitle: '',
    cont_duration: minutes,
    cont_format: 'HD',
    prod_dt: '2024',
    prod_nat: 'France',
    cont_id: `V-${index + 1}`,
    src_id: 'S-1',
    adult_level: '0',
    csa_code: '1',
    price: cents / 100,
    // Minutes, while the telephone counts in seconds.
    use_duration: action === 'Commande' ? 0 : minutes - 6,
    offer: 'O-1',
    offer_name: 'VOD',
    service: 'VOD',
    net: 'FTTH',
    techno: 'IPTV',
    device: 'STB',
    platf: 'TV',
    action,
  };
  return { at, body };
}

/** The local days of a line's history, from one of them on. */
export function daysOf({ historyDays }: Line, from: string, today: string): string[] {
  const oldest = addDays(today, -historyDays);
  const first = from > oldest ? from : oldest;
  return Array.from({ length: Math.max(0, daysBetween(first, today) + 1) }, (_, index) =>
    addDays(first, index),
  );
}

const labelOf = (at: Date): string => withLocalOffset(at).slice(0, 19);

/** In the night in which the clock is put back, the same time is shown twice, and calls are made at both. */
function nightOfTheClockChange(day: string): number[] {
  if (secondsOfLocalDay(day) <= 24 * HOUR_SECONDS) return [];
  return [2.5, 2.75, 3.25, 3.5, 3.75].map((hours) => hours * HOUR_SECONDS);
}

const wakingSecond = (chance: Chance): number =>
  FIRST_HOUR * HOUR_SECONDS + chance.next(HOURS * HOUR_SECONDS);

/** Seconds of an ordinary day; what lies after the night of a clock change keeps its time on the clock. */
function atSecond(day: string, seconds: number): Date {
  const start = startOfLocalDay(day).getTime();
  const shift = seconds < 4 * HOUR_SECONDS ? 0 : secondsOfLocalDay(day) - 24 * HOUR_SECONDS;
  return new Date(start + (seconds + shift) * 1_000);
}

/** Longitude, then latitude. */
function nearHome({ holder: { home } }: Line, chance: Chance): readonly [number, number] {
  const moved = (): number => (chance.next(2_001) - 1_000) / 40_000;
  const rounded = (degrees: number): number => Math.round(degrees * 10_000) / 10_000;
  return [rounded(home.longitude + moved()), rounded(home.latitude + moved())];
}
