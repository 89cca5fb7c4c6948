import { describe, expect, test } from 'vitest';
import { api2026 } from '../../../connectors/enedis/api-2026.ts';
import { parseServices } from '../../../connectors/enedis/payload-customer.ts';
import { Field } from '../../../connectors/kit/partner/field.ts';
import {
  asked,
  curveAnswer,
  parseCurve,
  parseCurveV5,
  type RawPoint,
  readingsOf,
  sample,
} from './samples.ts';

const at = (hour: string, v: unknown = '100'): RawPoint => ({ d: `2026-06-01 ${hour}:00`, v });
const parse = (answer: unknown) => parseCurve(answer, '2026-06-01', '2026-06-02');

describe('a load curve is refused by the path of what is wrong', () => {
  test.each<[string, unknown, string]>([
    ['NaN', 'NaN', 'grandeur[0].points[1].v is not a number'],
    ['a negative value', '-5', 'grandeur[0].points[1].v is negative'],
    ['a power that no home has', '300000', 'grandeur[0].points[1].v is above 250000'],
    ['an exponent', '1e3', 'grandeur[0].points[1].v is not a number'],
    ['an object', {}, 'grandeur[0].points[1].v is not a text'],
    ['nothing', null, 'grandeur[0].points[1].v is missing'],
  ])('%s for a value', (_what, value, sentence) => {
    const answer = curveAnswer([at('00:30'), at('01:00', value)]);

    expect(() => parse(answer)).toThrow(sentence);
  });

  test.each<[string, object, string]>([
    ['kilowatts', { unite: 'kW' }, 'grandeur[0].unite is not W'],
    ['production', { grandeurMetier: 'PROD' }, 'grandeur[0].grandeurMetier is not CONS'],
    ['no power', { grandeurPhysique: 'EA' }, 'grandeur holds no PA'],
    ['no list', { points: 'none' }, 'grandeur[0].points is not a list'],
  ])('%s where watts of consumption were asked for', (_what, change, sentence) => {
    expect(() => parse(curveAnswer([], change))).toThrow(sentence);
  });

  test('the curve of another meter', () => {
    const answer = { ...curveAnswer([]), idPrm: '00000000000000' };

    expect(() => parse(answer)).toThrow('idPrm is not the one that was asked for');
  });

  test('a period that nobody asked for', () => {
    expect(() => parse(curveAnswer([{ d: '2026-06-01 00:00:00', v: '1' }]))).toThrow(
      'grandeur[0].points[0].d lies outside the asked period',
    );
    expect(() => parse(curveAnswer([{ d: '2026-06-02 00:30:00', v: '1' }]))).toThrow(
      'grandeur[0].points[0].d lies outside the asked period',
    );
  });

  test('an hour that the clock skipped, and text that is no time', () => {
    const spring = curveAnswer([{ d: '2026-03-29 02:30:00', v: '1' }]);

    expect(() => parseCurve(spring, '2026-03-29', '2026-03-30')).toThrow('is not a time in Paris');
    expect(() => parse(curveAnswer([{ d: '01/06/2026', v: '1' }]))).toThrow('not a time in Paris');
  });

  test('a step that no meter has', () => {
    expect(() => parse(curveAnswer([{ ...at('00:30'), p: 'P1D' }]))).toThrow(
      'grandeur[0].points[0].p is not a step of a load curve',
    );
  });

  test('intervals that overlap', () => {
    const answer = curveAnswer([at('00:30'), { ...at('00:40'), p: 'PT30M' }]);

    expect(() => parse(answer)).toThrow(
      'grandeur[0].points[1].d ends an interval that overlaps the one before',
    );
  });

  test('an interval that begins before the asked period', () => {
    const answer = curveAnswer([{ ...at('00:10'), p: 'PT30M' }]);

    expect(() => parse(answer)).toThrow('overlaps the one before');
  });

  test('more points than a window can hold', () => {
    const answer = curveAnswer(Array.from({ length: 2_401 }, () => at('00:30')));

    expect(() => parse(answer)).toThrow('grandeur[0].points has more than 2400 items');
  });

  test('v5, in its own words', () => {
    const answer = JSON.stringify(sample('enedis-v5-loadcurve'));
    const parseV5 = (text: string) => parseCurveV5(JSON.parse(text), '2026-08-01', '2026-08-02');

    expect(() => parseV5(answer.replace('"W"', '"Wh"'))).toThrow(
      'meter_reading.reading_type.unit is not W',
    );
    expect(() => parseV5(answer.replace('"198"', '"NaN"'))).toThrow(
      'meter_reading.interval_reading[1].value is not a number',
    );
  });

  test('and never with the value in the sentence', () => {
    const said = saidBy(() => parse({ ...curveAnswer([]), idPrm: '99999999999999' }));

    expect(said).toMatch(/^Enedis sent data in which idPrm/);
    expect(said).not.toContain('9999');
  });
});

function saidBy(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return String(error instanceof Error ? error.message : error);
  }
  return '';
}

describe('points that come twice or out of order', () => {
  test('the same point twice counts once', () => {
    const answer = curveAnswer([at('00:30'), at('00:30'), at('01:00')]);

    expect(parse(answer)).toHaveLength(2);
  });

  test('two values for one interval are refused', () => {
    expect(() => parse(curveAnswer([at('00:30', '1'), at('00:30', '2')]))).toThrow(
      'grandeur[0].points[1].d is given twice with different values',
    );
  });

  test('points out of order are put in order', () => {
    const answer = curveAnswer([at('01:00', '2'), at('00:30', '1'), at('01:30', '3')]);

    expect(parse(answer).map(({ watts }) => watts)).toEqual([1, 2, 3]);
  });

  test('around the repeated hour of autumn, disorder is refused, for nobody can undo it', () => {
    const autumn = sample('enedis-2026-loadcurve-dst25h');
    const reversed = JSON.parse(JSON.stringify(autumn));
    reversed.grandeur[0].points.reverse();

    expect(() => readingsOf(reversed, '2026-10-25', '2026-10-26')).toThrow(
      'is in the repeated hour, and the points around it are not in order',
    );
  });

  test('a time of the repeated hour that comes three times is refused', () => {
    const labels = ['02:00', '02:30', '02:00', '02:30', '02:00'];
    const points = labels.map((label) => ({ d: `2026-10-25 ${label}:00`, v: '100' }));

    expect(() => parseCurve(curveAnswer(points), '2026-10-25', '2026-10-26')).toThrow(
      'grandeur[0].points[4].d is given more often than the clock shows it',
    );
  });
});

describe('other answers', () => {
  test('a daily value for a day that nobody asked for is refused', () => {
    expect(() =>
      api2026.dailyEnergy.parse(
        Field.of(sample('enedis-2026-daily'), 'Enedis'),
        asked('2026-11-03', '2026-11-09'),
      ),
    ).toThrow('grandeur[0].points[0].d lies outside the asked period');
  });

  test('two daily values for one day are refused', () => {
    const answer = JSON.parse(
      JSON.stringify(sample('enedis-2026-daily')).replace('2026-11-03', '2026-11-02'),
    );

    expect(() =>
      api2026.dailyEnergy.parse(Field.of(answer, 'Enedis'), asked('2026-11-01', '2026-11-10')),
    ).toThrow('is given twice with different values');
  });

  test('a contract of another meter, or without a known segment, is refused', () => {
    const parseContracts = (given: unknown) =>
      api2026.contracts.parse(Field.of(given, 'Enedis'), { pointId: '19274650318842' });

    expect(() => parseContracts([{ segment: 'C5', usage_point_id: '1' }])).toThrow(
      '[0].usage_point_id is not the one that was asked for',
    );
    expect(() => parseContracts([{}])).toThrow('[0].segment is missing');
    expect(() => parseContracts({})).toThrow('the answer is not a list');
  });

  test('a service of somebody else’s agreement is refused', () => {
    expect(() =>
      parseServices(
        Field.of(sample('enedis-2026-subscribed-services'), 'Enedis'),
        'another-agreement',
      ),
    ).toThrow('serviceSouscrit[0].autorisation.autorisationId is not the one');
  });
});
