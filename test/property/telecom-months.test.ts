import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CallRecord, callMonth, mergeCallMonths } from '../../shapes/call-month/call-month.ts';
import { addMonths, daysOfMonth, startOfLocalDay } from '../../shapes/kit/local-time.ts';
import type { Shape } from '../../shapes/kit/shape.ts';
import { parseTurtle, writeTurtle } from '../../shapes/kit/turtle.ts';
import { validate } from '../../shapes/kit/validate.ts';
import {
  type LocationRecord,
  locationMonth,
  mergeLocationMonths,
} from '../../shapes/location-month/location-month.ts';
import { type TelecomLine, telecomLine } from '../../shapes/telecom-line/telecom-line.ts';
import {
  mergeVideoMonths,
  type VideoRecord,
  videoMonth,
} from '../../shapes/video-month/video-month.ts';

const documentUrl = 'https://pod.exemple.invalid/data/telecom/it/month.ttl';
const lineId = fc.stringMatching(/^(?:mobile|home)-[a-z2-7]{13}$/);
const name = fc.stringMatching(/^[a-z2-7]{13}$/);
const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });

/** Months in which the clock changes come often. */
const month = fc.oneof(
  fc.constantFrom('2026-03', '2026-10', '2024-02'),
  fc.integer({ min: 0, max: 400 }).map((count) => addMonths('2000-01', count)),
);

/** Few seconds, so that several records often share one. */
function instants(of: string): fc.Arbitrary<Date> {
  const days = daysOfMonth(of);
  return fc
    .record({
      day: fc.constantFrom(days[0], days[24], days[27]),
      seconds: fc.constantFrom(0, 7_201, 9_000, 12_600, 82_799),
    })
    .map(({ day = '', seconds }) => new Date(startOfLocalDay(day).getTime() + seconds * 1_000));
}

const gap = (at: fc.Arbitrary<Date>) => fc.record({ at, kind: fc.constant('missing' as const) });

function callRecord(at: fc.Arbitrary<Date>): fc.Arbitrary<CallRecord> {
  const communication = fc.record(
    {
      at,
      kind: fc.constantFrom('voice' as const, 'sms' as const, 'mms' as const),
      direction: fc.constantFrom('out' as const, 'in' as const, 'unknown' as const),
      amount: fc.nat({ max: 999_999 }),
      correspondent: name,
    },
    { requiredKeys: ['at', 'kind', 'direction', 'amount'] },
  );
  return fc.oneof(communication, communication, gap(at));
}

function locationRecord(at: fc.Arbitrary<Date>): fc.Arbitrary<LocationRecord> {
  const degrees = (max: number) =>
    fc.integer({ min: -max * 100_000, max: max * 100_000 }).map((many) => many / 100_000);
  const position = fc.record({
    at,
    kind: fc.constant('position' as const),
    latitudeDegrees: degrees(90),
    longitudeDegrees: degrees(180),
    radiusMetres: fc.nat({ max: 100_000 }),
  });
  return fc.oneof(position, position, gap(at));
}

function videoRecord(at: fc.Arbitrary<Date>): fc.Arbitrary<VideoRecord> {
  const use = fc.record(
    {
      at,
      kind: fc.constant('video' as const),
      action: fc.constantFrom('order' as const, 'viewing' as const),
      title: words,
      subtitle: words,
      contentKind: words,
      contentId: words,
      videoQuality: words,
      priceCents: fc.nat({ max: 99_999 }),
      contentSeconds: fc.nat({ max: 36_000 }),
      viewedSeconds: fc.nat({ max: 36_000 }),
    },
    { requiredKeys: ['at', 'kind', 'action', 'title'] },
  );
  return fc.oneof(use, use, gap(at));
}

interface Month<Record> {
  readonly lineId: string;
  readonly month: string;
  readonly records: readonly Record[];
}

/** What one reading brings of a month: at most one gap in a second. */
function monthWith<Record extends { readonly at: Date; readonly kind: string }>(
  recordAt: (at: fc.Arbitrary<Date>) => fc.Arbitrary<Record>,
  line: string,
  of: string,
): fc.Arbitrary<Month<Record>> {
  return fc.array(recordAt(instants(of)), { maxLength: 12 }).map((records) => {
    const gaps = new Set<number>();
    const once = records.filter(({ at, kind }) => {
      if (kind !== 'missing') return true;
      const known = gaps.has(at.getTime());
      gaps.add(at.getTime());
      return !known;
    });
    return { lineId: line, month: of, records: once };
  });
}

function laws<Record extends { readonly at: Date; readonly kind: string }>(
  shape: Shape<Month<Record>>,
  merge: (stored: Month<Record> | undefined, fresh: Month<Record>) => Month<Record>,
  recordAt: (at: fc.Arbitrary<Date>) => fc.Arbitrary<Record>,
): void {
  const some = fc
    .tuple(lineId, month)
    .chain(([line, of]) => fc.tuple(monthWith(recordAt, line, of), monthWith(recordAt, line, of)));
  const written = (thing: Month<Record>): string =>
    writeTurtle(shape.write(thing, documentUrl), documentUrl);

  test('reading what was written changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(some, async ([thing]) => {
        const canonical = merge(undefined, thing);
        const text = written(canonical);

        const read = shape.read(parseTurtle(text, documentUrl), documentUrl);

        expect(read).toEqual(canonical);
        expect(written(read)).toBe(text);
        await validate(shape.write(canonical, documentUrl), shape);
        expect(shape.fileNames?.test(shape.nameOf(thing))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('the same records give the same bytes, in whatever order they came', () => {
    const shuffled = some.chain(([thing]) =>
      fc.tuple(
        fc.constant(thing),
        fc.shuffledSubarray([...thing.records], { minLength: thing.records.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([thing, records]) => {
        expect(written({ ...thing, records })).toBe(written(thing));
      }),
      { numRuns: 60 },
    );
  });

  test('a second merge of the same records changes nothing, and no known second is lost', () => {
    fc.assert(
      fc.property(some, ([stored, fresh]) => {
        const once = merge(merge(undefined, stored), fresh);

        expect(merge(once, fresh)).toEqual(once);
        expect(merge(fresh, fresh)).toEqual(merge(undefined, fresh));
        const known = new Set(once.records.map(({ at }) => at.getTime()));
        for (const { at } of [...stored.records, ...fresh.records])
          expect(known.has(at.getTime())).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
}

describe('a month of calls:', () => laws(callMonth, mergeCallMonths, callRecord));
describe('a month of positions:', () => laws(locationMonth, mergeLocationMonths, locationRecord));
describe('a month of videos:', () => laws(videoMonth, mergeVideoMonths, videoRecord));

test('a line is read back as it was', async () => {
  const lines: fc.Arbitrary<TelecomLine> = fc.record(
    {
      lineId,
      kind: fc.constantFrom('mobile' as const, 'home' as const),
      telephone: fc.stringMatching(/^[1-9][0-9]{6,14}$/),
      locationShared: fc.boolean(),
    },
    { requiredKeys: ['lineId', 'kind'] },
  );
  await fc.assert(
    fc.asyncProperty(lines, async (line) => {
      const quads = telecomLine.write(line, documentUrl);

      expect(
        telecomLine.read(parseTurtle(writeTurtle(quads, documentUrl), documentUrl), documentUrl),
      ).toEqual(line);
      await validate(quads, telecomLine);
    }),
    { numRuns: 40 },
  );
});
