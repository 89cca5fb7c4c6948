import {
  addDays,
  addMonths,
  daysOfMonth,
  localDay,
  monthOf,
  secondsOfLocalDay,
  startOfLocalDay,
} from '../../../shapes/kit/local-time.ts';
import type { Person } from '../../kit/sandbox/persons.ts';
import { chance, drawn } from './chance.ts';
import { type Item, invoice, journey, type Ride, rental, trace, validation } from './forms.ts';
import { homeOf, type Place, places } from './places.ts';

/** A day of a person's, as her life is drawn; operators' names are real, everything else is made up. */
export interface LifeDay {
  readonly person: Person;
  readonly day: string;
  /** On which the simulation was begun: what depends on "recently" counts from it. */
  readonly anchorDay: string;
  readonly now: Date;
}

const RECORDED_DAYS = 120;
const SETTLED_MILLISECONDS = 48 * 3_600_000;
const MINUTE_MILLISECONDS = 60_000;

const lives: Readonly<Record<Person['id'], (life: LifeDay) => Item[]>> = {
  odile: commuterByMetro,
  karim: cyclist,
  ines: driverWhoShares,
  theo: newcomer,
};

const CHANGING_DAYS = 3;

/** Draws each day once: what is some days old is the same for ever. */
export function rememberDays(): (life: LifeDay) => readonly Item[] {
  const days = new Map<string, readonly Item[]>();
  return (life) => {
    const { person, day, now } = life;
    if (day > addDays(localDay(now), -CHANGING_DAYS)) return lives[person.id](life);
    const key = `${person.id} ${day}`;
    const items = days.get(key) ?? lives[person.id](life);
    days.set(key, items);
    return items;
  };
}

/** A monthly pass, two validations a working day, in her last months recorded by her telephone too. */
function commuterByMetro(life: LifeDay): Item[] {
  const { person, day, anchorDay } = life;
  const home = homeOf(person.home);
  const items: Item[] = [];
  if (day.endsWith('-01')) items.push(monthlyPass(life, 'TCL', 6_980, { zoneMin: 1, zoneMax: 2 }));
  if (day.endsWith('-06-14')) items.push(...combinedTicket(life));
  if (isWorkingDay(day)) {
    const ways = [
      { hour: 7, from: home, to: places.partDieu },
      { hour: 17, from: places.partDieu, to: home },
    ];
    for (const { hour, from, to } of ways) {
      const ride = rideOf(life, { hour, minutes: 24, from, to });
      items.push(validation('TCL', { id: ride.id, at: ride.start, mode: 'METRO', stop: from }));
      if (day > addDays(anchorDay, -RECORDED_DAYS)) items.push(trace(ride, 'SUBWAY', 4.72));
    }
  } else if (chance(person.id, day, 'bicycle') < 0.4) {
    items.push(
      ...hire(life, "Vélo'v", { hour: 15, minutes: 22, from: home, to: places.bellecour }),
    );
  }
  return items;
}

/** A yearly bicycle pass, hires on most days, and a ticket now and then. */
function cyclist(life: LifeDay): Item[] {
  const { person, day } = life;
  const home = homeOf(person.home);
  const items: Item[] = [];
  if (day.endsWith('-09-15')) items.push(yearlyBicyclePass(life));
  if (isWorkingDay(day) && chance(person.id, day, 'rain') > 0.2) {
    const minutes = drawn({ min: 16, max: 38 }, person.id, day);
    items.push(...hire(life, "Vélo'v", { hour: 8, minutes, from: home, to: places.gerland }));
    items.push(...hire(life, "Vélo'v", { hour: 18, minutes, from: places.gerland, to: home }));
  } else if (isWorkingDay(day)) {
    const ride = rideOf(life, { hour: 8, minutes: 31, from: home, to: places.gerland });
    items.push(ticket(life, 'TCL', 'Ticket unité', 210));
    items.push(validation('TCL', { id: ride.id, at: ride.start, mode: 'BUS', stop: home }));
  }
  return items;
}

/** She drives to work and takes along one or two others; the register settles each ride after two days. */
function driverWhoShares(life: LifeDay): Item[] {
  const { person, day } = life;
  if (!isWorkingDay(day) || chance(person.id, day, 'alone') < 0.4) return [];
  const home = homeOf(person.home);
  const ride = rideOf(life, { hour: 7, minutes: 34, from: home, to: places.saintPriest });
  const passengers = drawn({ min: 1, max: 2 }, person.id, day, 'passengers');
  const luck = chance(person.id, day, 'luck');
  const final = luck < 0.03 ? 'canceled' : luck < 0.05 ? 'anomaly_error' : 'ok';
  return Array.from({ length: passengers }, (_, index) =>
    journey(
      { ...ride, id: `${ride.id}-${index + 1}` },
      {
        drive: ride.id,
        role: 'driver',
        status: isSettled(life, ride) ? final : 'pending',
        contributionCents: 200,
      },
    ),
  );
}

const MOVED_DAYS = 150;

/** Five months ago he came from Nantes; he rides as a passenger, goes home late, and spent a week of July in La Rochelle. */
function newcomer(life: LifeDay): Item[] {
  const { day, anchorDay } = life;
  const items = nightBus(life);
  const moved = day >= addDays(anchorDay, -MOVED_DAYS);
  const operator = moved ? 'TCL' : 'Naolib';
  if (day.endsWith('-01')) items.push(monthlyPass(life, operator, moved ? 2_500 : 4_350, {}));
  if (day >= '2025-07-14' && day <= '2025-07-20') {
    const { rochellePort: from, rochelleStation: to } = places;
    items.push(ticket(life, 'Yélo', 'Titre 24 heures', 600, 30));
    items.push(...hire(life, 'Yélo', { hour: 11, minutes: 25, from, to }));
  } else if (isWorkingDay(day)) items.push(...(moved ? dayInLyon(life) : dayInNantes(life)));
  return items;
}

function dayInNantes(life: LifeDay): Item[] {
  const { nantesCommerce: from, nantesUniversity: to } = places;
  return [tram(life, 'Naolib', { hour: 9, minutes: 19, from, to })];
}

function dayInLyon(life: LifeDay): Item[] {
  const { person, day } = life;
  const [from, to] = [homeOf(person.home), places.bellecour];
  const items = [tram(life, 'TCL', { hour: 9, minutes: 19, from, to })];
  if (chance(person.id, day, 'lift') < 0.3) {
    const ride = rideOf(life, { hour: 18, minutes: 27, from: to, to: from });
    const status = isSettled(life, ride) ? 'ok' : 'pending';
    items.push(
      journey(ride, { drive: ride.id, role: 'passenger', status, contributionCents: 150 }),
    );
  }
  return items;
}

function tram(life: LifeDay, operator: string, way: Way): Item {
  const { id, start, from } = rideOf(life, way);
  return validation(operator, { id, at: start, mode: 'TRAMWAY', stop: from });
}

const isSettled = ({ now }: LifeDay, { end }: Ride): boolean =>
  now.getTime() - end.getTime() >= SETTLED_MILLISECONDS;

/** Where the clocks change he boards before and after: in autumn twice at half past two. */
function nightBus({ person, day }: LifeDay): Item[] {
  const extra = secondsOfLocalDay(day) - 86_400;
  if (extra === 0) return [];
  const midnight = startOfLocalDay(day).getTime();
  return [1.5, 2.5, 3.5].map((hours) =>
    validation('TCL', {
      id: `${person.id}-${day}-night-${hours}`,
      at: new Date(midnight + hours * 3_600_000),
      mode: 'BUS',
      stop: places.bellecour,
    }),
  );
}

/** Bought for the month after, so that purchase and pass are of different months. */
function monthlyPass(
  { person, day }: LifeDay,
  operator: string,
  cents: number,
  zones: { readonly zoneMin?: number; readonly zoneMax?: number },
): Item {
  const next = addMonths(monthOf(day), 1);
  return invoice(person, {
    operator,
    order: orderNumber(operator, day, 'month'),
    at: instant(day, 8, drawn({ min: 0, max: 59 }, person.id, day, 'pass')),
    products: [
      {
        name: 'Abonnement mensuel',
        cents,
        details: {
          periodicity: 'Mensuel',
          ...zones,
          validityStart: `${next}-01`,
          validityEnd: daysOfMonth(next).at(-1) ?? '',
        },
      },
    ],
  });
}

function yearlyBicyclePass({ person, day }: LifeDay): Item {
  return invoice(person, {
    operator: "Vélo'v",
    order: orderNumber("Vélo'v", day, 'year'),
    at: instant(day, 12, 30),
    products: [
      {
        name: 'Abonnement un an',
        cents: 3_100,
        details: {
          periodicity: 'Annuel',
          validityStart: day,
          validityEnd: addDays(`${Number(day.slice(0, 4)) + 1}${day.slice(4)}`, -1),
        },
      },
    ],
  });
}

/** One purchase that both operators send a receipt of, the second a month late. */
function combinedTicket({ person, day }: LifeDay): Item[] {
  const at = instant(day, 9, 15);
  const sale = {
    order: orderNumber('T', day, 'combined'),
    at,
    products: [
      {
        name: 'Abonnement combiné train et ville',
        cents: 10_400,
        details: {
          periodicity: 'Mensuel',
          validityStart: day,
          validityEnd: addDays(day, 29),
        },
      },
    ],
  };
  const late = new Date(at.getTime() + 30 * 86_400_000);
  return [
    invoice(person, { ...sale, operator: 'TCL' }),
    invoice(person, { ...sale, operator: 'TER Auvergne-Rhône-Alpes', known: late }),
  ];
}

function ticket(
  { person, day }: LifeDay,
  operator: string,
  name: string,
  cents: number,
  daysLate = 0,
): Item {
  const at = instant(day, 7, drawn({ min: 0, max: 59 }, person.id, day, 'ticket'));
  return invoice(person, {
    operator,
    order: orderNumber(operator, day, person.id),
    at,
    products: [{ name, cents }],
    known: new Date(at.getTime() + daysLate * 86_400_000),
  });
}

interface Way {
  readonly hour: number;
  readonly minutes: number;
  readonly from: Place;
  readonly to: Place;
}

/** Half an hour is in the pass; each half-hour more costs a euro. */
function hire(life: LifeDay, system: string, way: Way): Item[] {
  const cents = Math.max(0, Math.ceil(way.minutes / 30) - 1) * 100;
  return [rental(system, rideOf(life, way), cents)];
}

function rideOf({ person, day }: LifeDay, { hour, minutes, from, to }: Way): Ride {
  const start = instant(day, hour, drawn({ min: 0, max: 40 }, person.id, day, hour));
  const end = new Date(start.getTime() + minutes * MINUTE_MILLISECONDS);
  return { id: `${person.id}-${day}-${hour}`, start, end, from, to };
}

/** By elapsed hours and not by the clock; on the days on which it changes the difference harms nobody. */
const instant = (day: string, hour: number, minute: number): Date =>
  new Date(startOfLocalDay(day).getTime() + (hour * 60 + minute) * MINUTE_MILLISECONDS);

const orderNumber = (...words: readonly string[]): string =>
  `O-${drawn({ min: 10_000_000, max: 99_999_999 }, ...words)}`;

const isWorkingDay = (day: string): boolean => {
  const weekday = new Date(`${day}T12:00:00Z`).getUTCDay();
  return weekday > 0 && weekday < 6;
};
