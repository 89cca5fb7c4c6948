import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  billedEnergyOf,
  deliveryPointOf,
  energyContractOf,
  readingsOfDays,
} from '../../../connectors/grdf/mapping.ts';
import { parseDay, parsePeriod } from '../../../connectors/grdf/payload.ts';
import {
  parseContract,
  parseDeclared,
  parseMeter,
  parseRight,
} from '../../../connectors/grdf/payload-customer.ts';
import { parseToken } from '../../../connectors/kit/partner/application-token.ts';
import {
  dayRecord,
  fieldOf,
  linesOf,
  objectsIn,
  PCE,
  parseDays,
  sample,
  sampleText,
} from './samples.ts';

describe('lines', () => {
  test('a word on the treatment between records is no record, and a refusal within a 200 is none either', () => {
    const kinds = linesOf(objectsIn([sampleText()])).map(({ kind }) => kind);

    expect(kinds).toEqual(['record', 'record', 'status', 'record', 'refusal']);
  });

  test('a treatment that failed is a refusal, whatever the status of HTTP', () => {
    const [line] = linesOf([fieldOf({ code_statut_traitement: '2000000' })]);

    expect(line?.kind).toBe('refusal');
  });

  test('objects spread over lines, and cut anywhere by the network, are the same objects', () => {
    const objects = sample('informatives-ndjson') as readonly object[];
    const spread = objects.map((one) => JSON.stringify(one, null, 2)).join('\n');
    const text = fc.constantFrom(sampleText(), spread, spread.replaceAll('\n', '\r\n'));
    const whole = linesOf(objectsIn([sampleText()])).length;
    const first = objects[0];

    fc.assert(
      fc.property(text, fc.array(fc.nat({ max: 8_000 }), { maxLength: 12 }), (given, cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), given.length];
        const parts = places.map((place, index) => given.slice(place, places[index + 1]));

        const read = objectsIn(parts);

        expect(read).toHaveLength(whole);
        expect(parseDay(read[0] as never)).toEqual(parseDay(fieldOf(first)));
      }),
      { numRuns: 100 },
    );
  });

  test('braces and quotation marks within a text open and close nothing', () => {
    const tricky = { name: 'a } b { "c" \\', more: { text: '\\"}' } };

    const [one, two] = objectsIn([`${JSON.stringify(tricky)}${JSON.stringify({ name: 'next' })}`]);

    expect(one?.at('name').text()).toBe(tricky.name);
    expect(two?.at('name').text()).toBe('next');
  });

  test.each([
    ['{"a":1', 'JSON that breaks off'],
    ['{"a":}', 'JSON that breaks off or is malformed'],
    ['[{"a":1}]', 'something that is no record'],
    ['<h1>Maintenance</h1>', 'something that is no record'],
    [`{"a":"${'x'.repeat(100_001)}`, 'a record longer than OBJECT_CHARACTERS_MAX'],
  ])('%.20s is refused', (text, sentence) => {
    expect(() => objectsIn([text])).toThrow(sentence);
  });
});

describe('the gas day', () => {
  test('begins at six in the morning and is named by it', () => {
    const [reading] = readingsOfDays(parseDays(dayRecord()));

    expect(reading).toEqual({
      start: new Date('2026-11-01T05:00:00Z'),
      durationSeconds: 86_400,
      energyWattHours: 46_000,
      quality: 'measured',
      volumeCubicMetres: 4.1,
    });
  });

  test.each([
    ['loses an hour is the Saturday', '2026-03-28', '+01:00', '2026-03-29', '+02:00', 82_800],
    ['gains an hour is the Saturday', '2026-10-24', '+02:00', '2026-10-25', '+01:00', 90_000],
  ])('that %s before the change', (_what, day, before, next, after, durationSeconds) => {
    const record = dayRecord({
      journee_gaziere: day,
      date_debut_consommation: `${day}T06:00:00${before}`,
      date_fin_consommation: `${next}T06:00:00${after}`,
    });

    expect(readingsOfDays(parseDays(record))[0]?.durationSeconds).toBe(durationSeconds);
  });

  test.each([
    ['at midnight', { date_debut_consommation: '2026-11-01T00:00:00+01:00' }],
    ['at six in another zone', { date_debut_consommation: '2026-11-01T06:00:00+00:00' }],
    ['under another name', { journee_gaziere: '2026-11-02' }],
    ['and lasts a week', { date_fin_consommation: '2026-11-08T06:00:00+01:00' }],
  ])('that begins %s is none', (_what, change) => {
    expect(() => parseDay(fieldOf(dayRecord(change)))).toThrow(
      'consommation.date_debut_consommation begins no whole gas day',
    );
  });
});

describe('amounts', () => {
  test('energy is taken as GRDF gives it, and never from the index, which restarts', () => {
    const restarted = {
      ...dayRecord({ flag_retour_zero: true }),
      releve_debut: { index_brut_debut: { valeur_index: 99_998 } },
      releve_fin: { index_brut_fin: { valeur_index: 2 } },
    };

    expect(readingsOfDays(parseDays(restarted))[0]?.energyWattHours).toBe(46_000);
  });

  test('megawatt-hours where kilowatt-hours are due are refused', () => {
    expect(() => parseDays(dayRecord({ energie: 0.046 }))).toThrow(
      'consommation.energie does not fit the volume: it is in another unit than kWh',
    );
    expect(() => parseDays(dayRecord({ energie: 46_000 }))).toThrow('is above 10000');
  });

  test('a little gas that is rounded to nothing is no other unit', () => {
    expect(parseDays(dayRecord({ energie: 0, volume_brut: 0.08 }))[0]?.kiloWattHours).toBe(0);
  });

  test('a day without its volume or its factor is kept by its energy', () => {
    const [day] = readingsOfDays(parseDays(dayRecord({ volume_brut: null, coeff_calcul: null })));

    expect(day).not.toHaveProperty('volumeCubicMetres');
    expect(day?.energyWattHours).toBe(46_000);
  });

  test('kilowatt-hours become watt-hours to a thousandth, and cubic metres keep three decimals', () => {
    const cents = (max: number) => fc.integer({ min: 0, max }).map((one) => one / 1_000);

    fc.assert(
      fc.property(cents(9_000_000), cents(90_000), (energie, volume) => {
        const change = { energie, volume_brut: volume, coeff_calcul: null };
        const [reading] = readingsOfDays(parseDays(dayRecord(change)));

        expect(Math.abs((reading?.energyWattHours ?? 0) - energie * 1_000)).toBeLessThan(0.000_6);
        expect(Number.isInteger(Math.round((reading?.energyWattHours ?? 0) * 1_000))).toBe(true);
        expect(reading?.volumeCubicMetres).toBe(volume);
      }),
    );
  });
});

describe('what is not settled', () => {
  test('is told: provisional, and estimated', () => {
    const records = (sample('informatives-ndjson') as readonly object[]).filter(
      (line) => 'consommation' in line && line.consommation !== null,
    );

    const told = readingsOfDays(parseDays(...records)).map(({ quality, provisional }) => [
      quality,
      provisional,
    ]);

    expect(told).toEqual([
      ['measured', undefined],
      ['estimated', true],
      ['measured', true],
    ]);
  });

  test('gives way to what is, in whatever order they come', () => {
    const provisional = dayRecord({ statut_conso: 'Provisoire', energie: 50 });

    for (const records of [
      [provisional, dayRecord()],
      [dayRecord(), provisional],
    ]) {
      expect(parseDays(...records)).toMatchObject([{ kiloWattHours: 46, provisional: false }]);
    }
  });

  test('twice with two values is a contradiction, twice with one is one', () => {
    expect(parseDays(dayRecord(), dayRecord())).toHaveLength(1);
    expect(() => parseDays(dayRecord(), dayRecord({ energie: 47 }))).toThrow(
      'consommation is given twice with different values',
    );
  });

  test.each([
    ['Mesuré', 'measured'],
    ['Corrigé', 'corrected'],
    ['Estimé', 'estimated'],
    ['Absence de Données', 'estimated'],
  ])('a value that is "%s" is told as %s', (nature, quality) => {
    const days = parseDays(dayRecord({ type_qualif_conso: nature }));

    expect(readingsOfDays(days)[0]?.quality).toBe(quality);
  });
});

describe('billed periods', () => {
  const half = {
    ...dayRecord({
      type_conso: 'Publiée',
      date_debut_consommation: '2025-01-01T06:00:00+01:00',
      date_fin_consommation: '2025-07-01T06:00:00+02:00',
      energie: 4_932.4,
      volume_brut: 440,
      journee_gaziere: null,
    }),
  };

  test('may last half a year, as with an old meter, or a month', () => {
    const [billed] = billedEnergyOf(PCE, [parsePeriod(fieldOf(half))]);

    expect(billed).toEqual({
      deliveryPointId: PCE,
      energyVector: 'gas',
      flow: 'consumption',
      start: new Date('2025-01-01T05:00:00Z'),
      end: new Date('2025-07-01T04:00:00Z'),
      energyWattHours: 4_932_400,
      volumeCubicMetres: 440,
      kiloWattHoursPerCubicMetre: 11.21,
      indexBefore: 4_215,
      indexAfter: 4_220,
      quality: 'measured',
    });
  });

  test('are not taken for daily values, nor daily values for them', () => {
    expect(() => parsePeriod(fieldOf(dayRecord()))).toThrow('type_conso is not Publiée');
    expect(() => parseDay(fieldOf(half))).toThrow('type_conso is not Informative journalier');
  });
});

describe('the customer', () => {
  test('the contract says what is expected of a year, in watt-hours', () => {
    const contract = parseContract(fieldOf(sample('contractuelles')));

    expect(energyContractOf(PCE, contract)).toEqual({
      deliveryPointId: PCE,
      energyVector: 'gas',
      flow: 'consumption',
      tariffLabel: 'T2',
      annualReferenceWattHours: 11_840_000,
      usageProfile: 'P012',
      start: '2019-09-02',
    });
  });

  test('the meter stands at its address and is read each day', () => {
    expect(deliveryPointOf(PCE, parseMeter(fieldOf(sample('techniques'))))).toEqual({
      deliveryPointId: PCE,
      energyVector: 'gas',
      readingInterval: 'P1D',
      gridEntryPoint: 'GD0142',
      address: {
        thoroughfare: '12 rue des Tanneurs',
        unit: '3e etage',
        postCode: '69100',
        postName: 'Villeurbanne',
      },
    });
  });

  test.each([
    ['1M', 'P1M'],
    ['MM', 'P1M'],
    ['6M', 'P6M'],
    ['JJ', 'P1D'],
    ['??', undefined],
  ])('a frequency of %s is told as %s', (frequence, interval) => {
    const meter = parseMeter(
      fieldOf({ donnees_techniques: { caracteristiques_compteur: { frequence } } }),
    );

    expect(deliveryPointOf(PCE, meter).readingInterval).toBe(interval);
  });

  test('a right has one state in the feminine and in the masculine', () => {
    const [right] = sample('droits-acces-ndjson') as readonly object[];
    const states = ['Révoquée', 'Révoqué', 'Active', 'Actif', 'A valider', 'Refusé'].map(
      (state) => parseRight(fieldOf({ ...right, etat_droit_acces: state }), PCE)?.state,
    );

    expect(states).toEqual(['revoked', 'revoked', 'active', 'active', 'pending', 'refused']);
  });

  test('a declaration and a token are read as the samples show them', () => {
    const declared = sample('droit-acces-declare') as { readonly response_201: object };

    expect(parseDeclared(fieldOf(declared.response_201)).rightId).toMatch(/^0f9e8d7c-/);
    expect(parseToken(fieldOf(sample('token'))).expiresInSeconds).toBe(14_400);
  });
});
