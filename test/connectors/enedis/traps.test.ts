import { describe, expect, test } from 'vitest';
import { api2026 } from '../../../connectors/enedis/api-2026.ts';
import { apiV5 } from '../../../connectors/enedis/api-v5.ts';
import {
  deliveryPointOf,
  energyContractsOf,
  readingsOfDays,
} from '../../../connectors/enedis/mapping.ts';
import { parseToken } from '../../../connectors/kit/partner/application-token.ts';
import { Field } from '../../../connectors/kit/partner/field.ts';
import { instantsOf, isDay } from '../../../connectors/kit/partner/wall-clock.ts';
import {
  asked,
  curveAnswer,
  POINT,
  parseCurve,
  parseCurveV5,
  readingsOf,
  sample,
} from './samples.ts';

const question = { pointId: POINT };

describe('time', () => {
  test('a slot stamped 00:30 began at midnight in Paris', () => {
    const readings = readingsOf(
      curveAnswer([{ d: '2026-06-01 00:30:00', v: '420' }]),
      '2026-06-01',
      '2026-06-02',
    );

    expect(readings).toEqual([
      {
        start: new Date('2026-05-31T22:00:00Z'),
        durationSeconds: 1_800,
        energyWattHours: 210,
        quality: 'measured',
      },
    ]);
  });

  test('the last slot of a day is stamped with midnight of the next', () => {
    const readings = readingsOf(sample('enedis-2026-loadcurve'), '2026-11-03', '2026-11-04');

    expect(readings).toHaveLength(48);
    expect(readings.at(-1)?.start).toEqual(new Date('2026-11-03T22:30:00Z'));
  });

  test('the day on which summer time ends has fifty half-hours, each at its own instant', () => {
    const readings = readingsOf(sample('enedis-2026-loadcurve-dst25h'), '2026-10-25', '2026-10-26');

    const starts = readings.map(({ start }) => start.getTime());
    expect(starts).toHaveLength(50);
    expect(new Set(starts.slice(1).map((start, index) => start - (starts[index] ?? 0)))).toEqual(
      new Set([1_800_000]),
    );
    // The two slots stamped 02:30 differ in the sample: 118 W before the change, 2210 W after it.
    expect(readings.slice(4, 7).map(({ energyWattHours }) => energyWattHours)).toEqual([
      59, 59, 1_105,
    ]);
  });

  test('the day on which summer time begins has forty-six half-hours, and no 02:30', () => {
    expect(instantsOf('2026-03-29 02:00:00')).toEqual([]);
    expect(instantsOf('2026-03-29 02:30:00')).toEqual([]);
    expect(instantsOf('2026-03-29 03:00:00')).toEqual([new Date('2026-03-29T01:00:00Z')]);
  });

  test('the repeated hour of autumn has two instants for one label', () => {
    expect(instantsOf('2026-10-25 02:30:00')).toEqual([
      new Date('2026-10-25T00:30:00Z'),
      new Date('2026-10-25T01:30:00Z'),
    ]);
    expect(instantsOf('2026-10-25 03:00:00')).toEqual([new Date('2026-10-25T02:00:00Z')]);
  });

  test('with hourly points the repeated hour comes twice in a row', () => {
    const hourly = ['01:00', '02:00', '02:00', '03:00'].map((hour, index) => ({
      d: `2026-10-25 ${hour}:00`,
      v: String(100 * index),
      p: 'PT60M',
    }));

    const readings = readingsOf(curveAnswer(hourly), '2026-10-25', '2026-10-26');

    expect(readings.map(({ energyWattHours }) => energyWattHours)).toEqual([0, 100, 200, 300]);
  });

  test('a half-hour missing before the change leaves the others where they were', () => {
    const labels = ['01:30', '02:30', '02:00', '02:30', '03:00'];
    const points = labels.map((label) => ({ d: `2026-10-25 ${label}:00`, v: '100' }));

    const ends = parseCurve(curveAnswer(points), '2026-10-25', '2026-10-26').map(({ end }) => end);

    expect(ends.map((end) => end.toISOString().slice(11, 16))).toEqual([
      '23:30',
      '00:30',
      '01:00',
      '01:30',
      '02:00',
    ]);
  });

  test('the thirtieth of February is no day', () => {
    expect(isDay('2026-02-30')).toBe(false);
    expect(isDay('2028-02-29')).toBe(true);
    expect(instantsOf('2026-02-30 10:00:00')).toEqual([]);
  });

  test('a daily value of the day that loses an hour lasts 23 hours', () => {
    const [reading] = readingsOfDays([{ day: '2026-03-29', wattHours: 8_000 }]);

    expect(reading).toEqual({
      start: new Date('2026-03-28T23:00:00Z'),
      durationSeconds: 82_800,
      energyWattHours: 8_000,
      quality: 'measured',
    });
  });
});

describe('amounts', () => {
  test('values are numbers written as texts', () => {
    const days = api2026.dailyEnergy.parse(
      Field.of(sample('enedis-2026-daily'), 'Enedis'),
      asked('2026-11-02', '2026-11-09'),
    );

    expect(days[0]).toEqual({ day: '2026-11-02', wattHours: 8_412 });
    expect(days).toHaveLength(7);
  });

  test('a half-hour of 2557 W is 1278.5 Wh, and a curve of mixed steps keeps each step', () => {
    const readings = readingsOf(
      curveAnswer([
        { d: '2026-06-01 00:05:00', v: '2557', p: 'PT5M' },
        { d: '2026-06-01 00:15:00', v: '600', p: 'PT10M' },
        { d: '2026-06-01 00:30:00', v: '600', p: 'PT15M' },
        { d: '2026-06-01 01:00:00', v: '2557', p: 'PT30M' },
        { d: '2026-06-01 02:00:00', v: '2557', p: 'PT60M' },
      ]),
      '2026-06-01',
      '2026-06-02',
    );

    expect(readings.map((reading) => reading.energyWattHours)).toEqual([
      213.083, 100, 150, 1_278.5, 2_557,
    ]);
    expect(readings.map((reading) => reading.durationSeconds)).toEqual([
      300, 600, 900, 1_800, 3_600,
    ]);
  });

  test.each([
    ['B', 'measured'],
    ['T', 'measured'],
    ['C', 'corrected'],
    ['E', 'estimated'],
    ['?', 'estimated'],
  ])('nature %s of a point is told as %s', (nature, quality) => {
    const answer = curveAnswer([{ d: '2026-06-01 00:30:00', v: '1', n: nature }]);

    expect(readingsOf(answer, '2026-06-01', '2026-06-02')[0]?.quality).toBe(quality);
  });

  test('both generations of the API give one form', () => {
    const labels = ['2026-08-01 00:30:00', '2026-08-01 01:00:00', '2026-08-02 00:00:00'];
    const values = ['212', '198', '205'];
    const same = curveAnswer(labels.map((d, index) => ({ d, v: values[index] })));

    const v5 = parseCurveV5(sample('enedis-v5-loadcurve'), '2026-08-01', '2026-08-02');

    expect(v5).toEqual(parseCurve(same, '2026-08-01', '2026-08-02'));
  });

  test('v5 writes an offset after some days, which changes nothing', () => {
    const answer = sample('enedis-v5-daily');
    const withOffset = JSON.parse(
      JSON.stringify(answer).replaceAll(/"date":"([\d-]+)"/g, '"date":"$1+02:00"'),
    );

    const parse = (given: unknown) =>
      apiV5.dailyEnergy.parse(Field.of(given, 'Enedis'), asked('2026-08-01', '2026-08-04'));

    expect(parse(withOffset)).toEqual(parse(answer));
    expect(parse(answer)[2]).toEqual({ day: '2026-08-03', wattHours: 7_104 });
  });
});

describe('the customer', () => {
  test('a home with panels has two contracts, one in each direction', () => {
    const contracts = api2026.contracts.parse(
      Field.of(sample('enedis-2026-situation-contrat'), 'Enedis'),
      question,
    );

    expect(energyContractsOf(POINT, contracts)).toEqual([
      {
        deliveryPointId: POINT,
        flow: 'consumption',
        supplier: 'FOURNISSEUR EXEMPLE',
        tariffLabel: 'Tarif BT <= 36 kVA Courte Utilisation 4 postes',
        subscribedPowerVoltAmperes: 9_000,
        segment: 'C5',
        start: '2021-06-01',
      },
      {
        deliveryPointId: POINT,
        flow: 'production',
        supplier: 'ACHETEUR EXEMPLE',
        segment: 'P4',
        start: '2024-03-15',
      },
    ]);
  });

  test('every field of a contract except the segment may be missing', () => {
    const contracts = api2026.contracts.parse(Field.of([{ segment: 'C5' }], 'Enedis'), question);

    expect(energyContractsOf(POINT, contracts)).toEqual([
      { deliveryPointId: POINT, flow: 'consumption', segment: 'C5' },
    ]);
  });

  test('of two contracts in one direction the later one counts', () => {
    const contracts = api2026.contracts.parse(
      Field.of(
        [
          { segment: 'C5', contract_start: '2024-10-12T00:00:00+0200', contractor: 'NEW' },
          { segment: 'C5', contract_start: '2020-01-01T00:00:00+0100', contractor: 'OLD' },
        ],
        'Enedis',
      ),
      question,
    );

    expect(energyContractsOf(POINT, contracts).map(({ supplier }) => supplier)).toEqual(['NEW']);
  });

  test('v5 writes the power with its unit and the day with its offset', () => {
    const contracts = apiV5.contracts.parse(
      Field.of(sample('enedis-v5-contract'), 'Enedis'),
      question,
    );

    expect(energyContractsOf(POINT, contracts)).toEqual([
      {
        deliveryPointId: POINT,
        flow: 'consumption',
        tariffLabel: 'BTINFCU4',
        subscribedPowerVoltAmperes: 9_000,
        segment: 'C5',
        start: '2021-06-01',
        status: 'active',
      },
    ]);
  });

  test('the meter stands at the address of the general data, not where the bills go', () => {
    const address = api2026.address.parse(
      Field.of(sample('enedis-2026-donnees-generales'), 'Enedis'),
      question,
    );

    const point = deliveryPointOf(POINT, address, 'HC (1H30-7H30;12H30-14H30)');

    expect(point.address).toEqual({
      thoroughfare: '12 rue des Tanneurs',
      building: 'Les Lilas',
      unit: 'Esc. B, 3e',
      postCode: '69100',
      postName: 'VILLEURBANNE',
      inseeCode: '69266',
    });
    expect(point.offPeakHours).toEqual([
      { from: '01:30', to: '07:30' },
      { from: '12:30', to: '14:30' },
    ]);
  });

  test('the life of a token may be a text', () => {
    expect(parseToken(Field.of(sample('enedis-token'), 'Enedis')).expiresInSeconds).toBe(12_600);
  });
});
