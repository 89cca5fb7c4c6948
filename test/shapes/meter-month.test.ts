import { describe, expect, test } from 'vitest';
import { slotsOfDay } from '../../shapes/kit/local-time.ts';
import { ShapeError } from '../../shapes/kit/shape.ts';
import { parseTurtle, writeTurtle } from '../../shapes/kit/turtle.ts';
import { type MeterMonth, meterMonth } from '../../shapes/meter-reading/meter-reading.ts';
import { documentUrl, monthWith, reading } from './meter-months.ts';

const turtleOf = (month: MeterMonth): string =>
  writeTurtle(meterMonth.write(month, documentUrl), documentUrl);

test('a month document is read by eye: totals first, then one line of values a day', () => {
  const month = monthWith([
    reading('2026-11-02T23:00:00Z', 210),
    reading('2026-11-02T23:30:00Z', 98.5, { quality: 'estimated' }),
    reading('2026-11-03T00:30:00Z', 77.125, { quality: 'corrected' }),
  ]);

  expect(turtleOf(month)).toBe(`@prefix qudt: <http://qudt.org/schema/qudt/> .
@prefix trb: <https://w3id.org/traboule#> .
@prefix unit: <http://qudt.org/vocab/unit/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<#month> a trb:MeterMonth ;
  qudt:hasUnit unit:W-HR ;
  trb:block <#2026-11-03> ;
  trb:coverage 0.002 ;
  trb:deliveryPointId "01234567890123" ;
  trb:energyVector trb:vector-electricity ;
  trb:flowDirection trb:flow-consumption ;
  trb:month "2026-11"^^xsd:gYearMonth ;
  trb:peakPower 420.0 ;
  trb:total 385.625 .

<#2026-11-03> a trb:IntervalBlock ;
  trb:start "2026-11-03T00:00:00+01:00"^^xsd:dateTime ;
  trb:step "PT30M"^^xsd:duration ;
  trb:values "210 98.5e - 77.125c"^^trb:numberList .
`);
});

test('consumption and production of a month lie side by side under their own names', () => {
  expect(meterMonth.nameOf(monthWith([]))).toBe('2026-11.ttl');
  expect(meterMonth.nameOf(monthWith([], { flow: 'production' }))).toBe('2026-11-production.ttl');
});

test('the two hours that an autumn night has twice stay apart', () => {
  const slots = slotsOfDay('2026-10-25', 1_800);
  const month = monthWith(
    slots.map((start, index) => ({ ...reading('2026-10-25', index), start })),
    { month: '2026-10' },
  );

  const document = turtleOf(month);

  expect(slots).toHaveLength(50);
  expect(document).toContain('2026-10-25T00:00:00+02:00');
  expect(meterMonth.read(parseTurtle(document, documentUrl), documentUrl)).toEqual(month);
});

test('a month in which nothing is missing has a coverage of 1', () => {
  const days = Array.from({ length: 30 }, (_, index) => index + 1);
  const readings = days.map((day) =>
    reading(`2026-11-${String(day).padStart(2, '0')}T00:00:00+01:00`, 9_000, {
      durationSeconds: 86_400,
    }),
  );

  expect(turtleOf(monthWith(readings))).toContain('trb:coverage 1.0');
  expect(turtleOf(monthWith(readings.slice(1)))).toContain('trb:coverage 0.9666');
});

test('a total of many thousandths is exact', () => {
  const slots = slotsOfDay('2026-11-03', 300);
  const readings = slots.map((start) => ({
    ...reading('2026-11-03', 0.1),
    durationSeconds: 300,
    start,
  }));

  expect(turtleOf(monthWith(readings))).toContain('trb:total 28.8 ');
});

describe('what cannot be kept is refused by name:', () => {
  const refused = (month: MeterMonth): string => {
    try {
      meterMonth.write(month, documentUrl);
    } catch (error) {
      if (error instanceof ShapeError) return error.message;
      throw error;
    }
    return 'written';
  };
  const midnight = '2026-11-03T00:00:00+01:00';

  test.each<[string, MeterMonth, RegExp]>([
    ['a PRM of 13 digits', monthWith([], { deliveryPointId: '1234567890123' }), /14 digits/],
    ['a month thirteen', monthWith([], { month: '2026-13' }), /not a month/],
    ['a negative energy', monthWith([reading(midnight, -1)]), /no meter of a home/],
    ['no number', monthWith([reading(midnight, Number.NaN)]), /no meter of a home/],
    ['a quarter of a thousandth', monthWith([reading(midnight, 1.00025)]), /no multiple of 0.001/],
    ['no date', monthWith([reading('never', 1)]), /no date is not a date/],
    ['a fraction of a second', monthWith([reading('2026-11-03T00:00:00.5Z', 1)]), /whole second/],
    ['seven minutes', monthWith([reading(midnight, 1, { durationSeconds: 420 })]), /420 s/],
    [
      'a day that begins at noon',
      monthWith([reading('2026-11-03T12:00:00+01:00', 1, { durationSeconds: 86_400 })]),
      /not one whole local day/,
    ],
    [
      'a day of 24 hours where the clock made 25',
      monthWith([reading('2026-10-25T00:00:00+02:00', 1, { durationSeconds: 86_400 })], {
        month: '2026-10',
      }),
      /not one whole local day/,
    ],
    [
      'a slot of another month',
      monthWith([reading('2026-12-01T00:00:00+01:00', 1)]),
      /not in 2026-11/,
    ],
    ['a slot twice', monthWith([reading(midnight, 1), reading(midnight, 2)]), /before it/],
    [
      'a slot within a day that is already counted',
      monthWith([
        reading(midnight, 9_000, { durationSeconds: 86_400 }),
        reading('2026-11-03T06:00:00+01:00', 1),
      ]),
      /before it/,
    ],
  ])('%s', (_, month, sentence) => {
    expect(refused(month)).toMatch(sentence);
  });
});

describe('a document that says something else is refused by subject and property:', () => {
  const good = turtleOf(monthWith([reading('2026-11-02T23:00:00Z', 210)]));
  const read = (document: string): MeterMonth =>
    meterMonth.read(parseTurtle(document, documentUrl), documentUrl);

  test.each<[string, string, string, RegExp]>([
    ['no month in it', 'trb:MeterMonth', 'trb:Contract', /has no <.*MeterMonth>/],
    ['a block that is not there', '<#2026-11-03> a', '<#2026-11-04> a', /is not described here/],
    ['kilowatt-hours', 'unit:W-HR ', 'unit:KiloW-HR ', /is not the watt-hour/],
    ['a start without offset', '00:00:00+01:00', '00:00:00', /not an instant with its offset/],
    ['a step of a week', 'PT30M', 'P7D', /"P7D", which no meter records/],
    ['words for values', '"210"', '"many"', /is not a list of numbers/],
    ['an exponent', '"210"', '"2e2"', /is not a list of numbers/],
    ['five hundred values', '"210"', `"${Array(500).fill('1').join(' ')}"`, /more than 300 values/],
    ['heat', 'vector-electricity', 'vector-heat', /none of the known codes/],
    [
      'two months',
      'trb:month "2026-11"',
      'trb:month "2026-10"^^xsd:gYearMonth, "2026-11"',
      /more than once/,
    ],
  ])('%s', (_, from, to, sentence) => {
    expect(good).toContain(from);

    expect(() => read(good.replace(from, to))).toThrow(sentence);
  });
});
