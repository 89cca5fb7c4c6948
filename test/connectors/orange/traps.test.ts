import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Field } from '../../../connectors/kit/partner/field.ts';
import { billOf } from '../../../connectors/orange/mapping.ts';
import { parseBills } from '../../../connectors/orange/payload.ts';
import { correspondentMask, lineName, plainNumber } from '../../../connectors/orange/pseudonym.ts';
import { addDays, localDay } from '../../../shapes/kit/local-time.ts';
import {
  call,
  callsOf,
  film,
  LINE,
  mask,
  message,
  place,
  placesOf,
  sample,
  videosOf,
} from './samples.ts';

describe('the samples', () => {
  test('a call, a message and a row that Orange could not give', () => {
    expect(callsOf(sample('orange-cra'))).toEqual([
      {
        at: new Date('2018-05-14T16:22:07Z'),
        kind: 'voice',
        direction: 'out',
        amount: 312,
        correspondent: mask('33600000077'),
      },
      {
        at: new Date('2018-05-14T17:01:55Z'),
        kind: 'sms',
        direction: 'in',
        amount: 1,
        correspondent: mask('33600000078'),
      },
      { at: new Date('2018-05-15T06:00:00Z'), kind: 'missing' },
    ]);
  });

  test('two positions near Lyon, which lies at 45 degrees north and 4 east', () => {
    expect(placesOf(sample('orange-loc'))).toEqual([
      {
        at: new Date('2018-05-14T16:00:00Z'),
        kind: 'position',
        latitudeDegrees: 45.764,
        longitudeDegrees: 4.8357,
        radiusMetres: 350,
      },
      {
        at: new Date('2018-05-14T17:00:00Z'),
        kind: 'position',
        latitudeDegrees: 45.7585,
        longitudeDegrees: 4.8402,
        radiusMetres: 900,
      },
    ]);
  });

  test('a film of 104 minutes that was watched for 98', () => {
    expect(videosOf(sample('orange-vod'))).toEqual([
      {
        at: new Date('2018-05-12T19:04:00Z'),
        kind: 'video',
        action: 'viewing',
        title: 'Le Film Exemple',
        contentKind: 'FILM',
        contentId: 'V-1',
        videoQuality: 'HD',
        priceCents: 399,
        contentSeconds: 6_240,
        viewedSeconds: 5_880,
      },
    ]);
  });

  test('a bill, whose file has a name of our making', () => {
    const [row] = parseBills(Field.of(sample('orange-factures'), 'Orange'));
    if (row === undefined) throw new Error('There is no bill.');

    expect(billOf(row, true)).toEqual({
      partner: 'orange',
      billNumber: 'ORA-2026-10',
      kind: 'bill',
      issued: '2026-10-20',
      amountCents: 3_499,
      contractNumber: 'C-7788',
      file: '2026-10-20-ORA-2026-10.pdf',
    });
    expect(billOf({ ...row, amountCents: -500 }, false)).toMatchObject({ kind: 'credit-note' });
  });
});

describe('one SMS in two rows', () => {
  const at = '2026-11-03T18:22:07';
  const companion = message(at, { typ_units: 'SMS_C' });

  test('is one message, whichever row comes first', () => {
    expect(callsOf([message(at), companion])).toHaveLength(1);
    expect(callsOf([companion, message(at)])).toHaveLength(1);
    expect(callsOf([companion, message(at)])).toEqual(callsOf([message(at)]));
  });

  test('stays one message when the second row does not say to whom', () => {
    expect(callsOf([message(at), message(at, { typ_units: 'SMS_C', partner: '' })])).toHaveLength(
      1,
    );
  });

  test('is two when the rows are about two people, or two ways', () => {
    const other = { typ_units: 'SMS_C', partner: '33639981002' };
    expect(callsOf([message(at), message(at, other)])).toHaveLength(2);
    expect(
      callsOf([message(at), message(at, { typ_units: 'SMS_C', desc: 'SMS entrant' })]),
    ).toHaveLength(2);
  });

  test('whose first row never came is a message all the same', () => {
    expect(callsOf([companion])).toMatchObject([{ kind: 'sms', amount: 1 }]);
  });

  test('does not swallow a second SMS of the same second', () => {
    const second = message(at, { loc: [4.9, 45.7] });
    expect(callsOf([message(at), second, companion])).toHaveLength(2);
  });
});

describe('the same second', () => {
  const at = '2026-11-03T18:22:07';

  test('can have a call and two messages', () => {
    const rows = [call(at), message(at), message(at, { partner: '33639981002' })];

    expect(callsOf(rows).map(({ kind }) => kind)).toEqual(['voice', 'sms', 'sms']);
  });

  test('in which one row failed and another did not keeps both facts', () => {
    const failed = { ts: at, msisdn: LINE, err: 'unavailable' };

    expect(callsOf([call(at), failed, failed]).map(({ kind }) => kind)).toEqual([
      'voice',
      'missing',
    ]);
  });
});

describe('time', () => {
  test('a call at 08:00 in Paris is at 06:00 UTC in summer and at 07:00 in winter', () => {
    expect(callsOf([call('2026-06-01T08:00:00')])[0]?.at).toEqual(new Date('2026-06-01T06:00:00Z'));
    expect(callsOf([call('2026-12-01T08:00:00')])[0]?.at).toEqual(new Date('2026-12-01T07:00:00Z'));
  });

  test('an hour that the clock skips in spring is no time', () => {
    expect(() => callsOf([call('2026-03-29T02:30:00')])).toThrow('[0].ts is not a time in Paris');
  });

  test('a clock that goes back in autumn has been put back', () => {
    const labels = ['01:59:59', '02:10:00', '02:50:00', '02:05:00', '02:50:00', '03:00:00'];

    const times = callsOf(labels.map((time) => call(`2026-10-25T${time}`))).map(({ at }) =>
      at.toISOString().slice(0, 16),
    );

    expect(times).toEqual([
      '2026-10-24T23:59',
      '2026-10-25T00:10',
      '2026-10-25T00:50',
      '2026-10-25T01:05',
      '2026-10-25T01:50',
      '2026-10-25T02:00',
    ]);
  });

  test('a lone call of the repeated hour is taken for one of its first turn', () => {
    expect(callsOf([call('2026-10-25T02:30:00')])[0]?.at).toEqual(new Date('2026-10-25T00:30:00Z'));
  });

  test('rows in no order tell nothing of the repeated hour, and none is lost', () => {
    const rows = ['03:00', '02:50', '02:05'].map((time) => call(`2026-10-25T${time}:00`));

    expect(callsOf(rows).map(({ at }) => at.toISOString().slice(11, 16))).toEqual([
      '02:00',
      '00:50',
      '00:05',
    ]);
  });

  test('whatever the day, a call stays on the day that the clock showed', () => {
    const days = fc.integer({ min: 0, max: 3_000 }).map((count) => addDays('2020-01-01', count));
    const hours = fc.integer({ min: 3, max: 23 }).map((hour) => String(hour).padStart(2, '0'));

    fc.assert(
      fc.property(days, hours, (day, hour) => {
        const [record] = callsOf([call(`${day}T${hour}:30:00`)]);
        expect(localDay(record?.at ?? new Date(0))).toBe(day);
      }),
    );
  });
});

describe('units', () => {
  test('whatever the price, its cents are exact', () => {
    fc.assert(
      fc.property(fc.nat({ max: 99_999 }), (cents) => {
        expect(videosOf([film({ price: cents / 100 })])).toMatchObject([{ priceCents: cents }]);
        expect(videosOf([film({ price: (cents / 100).toFixed(2) })])).toMatchObject([
          { priceCents: cents },
        ]);
      }),
    );
  });

  test('seconds of a call stay seconds, minutes of a film become seconds', () => {
    fc.assert(
      fc.property(fc.nat({ max: 9_999 }), (count) => {
        expect(callsOf([call('2026-11-03T08:00:00', { units: count })])).toMatchObject([
          { amount: count },
        ]);
        expect(videosOf([film({ use_duration: count })])).toMatchObject([
          { viewedSeconds: count * 60 },
        ]);
      }),
    );
  });

  test('half a minute of a film is thirty seconds', () => {
    expect(videosOf([film({ use_duration: 0.5 })])).toMatchObject([{ viewedSeconds: 30 }]);
  });

  test('a film without a price has none, which is not a price of zero', () => {
    expect(videosOf([film({ price: '' })])[0]).not.toHaveProperty('priceCents');
    expect(videosOf([film({ price: 0 })])).toMatchObject([{ priceCents: 0 }]);
  });
});

describe('the other party is a third person', () => {
  const key = Buffer.alloc(32, 9);

  test('who has a stand-in name, the same however the number is written', () => {
    expect(mask('33639981001')).toMatch(/^[a-z2-7]{13}$/);
    for (const same of ['0639981001', '06 39 98 10 01', '+33639981001', '0033639981001'])
      expect(mask(same)).toBe(mask('33639981001'));
    expect(mask('33639981002')).not.toBe(mask('33639981001'));
  });

  test('whose name differs from line to line, so that two spaces cannot be compared', () => {
    const other = correspondentMask(key, '33639980022');

    expect(other('33639981001')).not.toBe(mask('33639981001'));
  });

  test('whose name nobody can make without the key of the process', () => {
    const stranger = correspondentMask(Buffer.alloc(32, 8), LINE);

    expect(stranger('33639981001')).not.toBe(mask('33639981001'));
  });

  test('or a service, whose number says more than a friend’s and is masked alike', () => {
    expect(plainNumber('3919')).toBe('3919');
    expect(callsOf([call('2026-11-03T08:00:00', { partner: '3919' })])).toMatchObject([
      { correspondent: mask('3919') },
    ]);
  });

  test('or unknown, and then there is no name', () => {
    expect(callsOf([call('2026-11-03T08:00:00', { partner: '' })])[0]).not.toHaveProperty(
      'correspondent',
    );
  });

  test('and a line has a name without its number in addresses', () => {
    const name = lineName(key, 'mobile', LINE);

    expect(name).toMatch(/^mobile-[a-z2-7]{13}$/);
    expect(name).toBe(lineName(key, 'mobile', LINE));
    expect(name).not.toBe(lineName(key, 'mobile', '33639980022'));
  });
});

describe('a row is refused by its path, and what it says is not quoted', () => {
  const at = '2026-11-03T08:00:00';

  test.each<[string, object, string]>([
    ['a duration in words', { units: 'cinq minutes' }, '[0].units is not a number'],
    ['half a second', { units: 0.5 }, '[0].units is not a whole number'],
    ['a negative duration', { units: -1 }, '[0].units is below 0'],
    ['three days of talk', { units: 259_200 }, '[0].units is above 200000'],
    ['minutes', { typ_units: 'min' }, '[0].typ_units is not s or SMS or SMS_C or MMS'],
    ['another line', { msisdn: '33600000043' }, '[0].msisdn is not the one that was asked for'],
    ['no line', { msisdn: undefined }, '[0].msisdn is missing'],
    ['a number that is no text', { partner: 33_639_981_001 }, '[0].partner is not a text'],
    ['an endless name', { partner: 'x'.repeat(301) }, '[0].partner is not a text of at most 300'],
    ['no time', { ts: undefined }, '[0].ts is missing'],
    ['a time with an offset', { ts: `${at}Z` }, '[0].ts is not a time such as'],
    ['the 31st of February', { ts: '2026-02-31T08:00:00' }, '[0].ts is not a time in Paris'],
    ['a time before the asked one', { ts: '2017-12-31T08:00:00' }, '[0].ts lies before the asked'],
    ['a place of one number', { loc: [4.8] }, '[0].loc is not a pair'],
    ['a latitude of 145 degrees', { loc: [4.8, 145] }, '[0].loc[1] is above 90'],
  ])('of a call: %s', (_what, change, sentence) => {
    expect(() => callsOf([call(at, change)])).toThrow(`Orange sent data in which ${sentence}`);
  });

  test.each<[string, object, string]>([
    ['no radius', { rad: undefined }, '[0].rad is missing'],
    ['a wide radius', { rad: 'large' }, '[0].rad is not a number'],
    ['three coordinates', { loc: [4.8, 45.7, 170] }, '[0].loc has more than 2 items'],
    ['a longitude of 200 degrees', { loc: [200, 45.7] }, '[0].loc[0] is above 180'],
    ['a place in words', { loc: ['Lyon', 'Rhône'] }, '[0].loc[0] is not a number'],
  ])('of a position: %s', (_what, change, sentence) => {
    expect(() => placesOf([place(change)])).toThrow(`Orange sent data in which ${sentence}`);
  });

  test.each<[string, object, string]>([
    ['another action', { action: 'Location' }, '[0].action is not Commande or Visualisation'],
    ['no title', { cont_title: ' ' }, '[0].cont_title is not a text of at most 300'],
    ['a tenth of a cent', { price: 3.999 }, '[0].price is not a sum of money'],
    ['a length in words', { cont_duration: 'longtemps' }, '[0].cont_duration is not a number'],
    ['another home', { line_id: 'FX-0002' }, '[0].line_id is not the one that was asked for'],
  ])('of a video: %s', (_what, change, sentence) => {
    expect(() => videosOf([film(change)])).toThrow(`Orange sent data in which ${sentence}`);
  });

  test.each<[string, object, string]>([
    ['francs', { currency: 'CHF' }, '[0].currency is not EUR'],
    ['a path as a reference', { vendorRef: '../x' }, '[0].vendorRef is not a bill reference'],
    ['no day', { date: '2026-02-31' }, '[0].date is not a day'],
  ])('of a bill: %s', (_what, change, sentence) => {
    const [row] = sample('orange-factures') as object[];
    expect(() => parseBills(Field.of([{ ...row, ...change }], 'Orange'))).toThrow(sentence);
  });

  test('and an answer that is no list is no answer', () => {
    expect(() => callsOf({ rows: [] })).toThrow('the answer is not a list');
  });
});

test('what a video says of whom it is meant for is never read', () => {
  const plain = videosOf([film()]);

  expect(videosOf([film({ adult_level: '5', csa_code: { any: 'thing' } })])).toEqual(plain);
});
