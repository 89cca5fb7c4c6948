import { describe, expect, test } from 'vitest';
import { parseDay, parseLine } from '../../../connectors/grdf/payload.ts';
import {
  parseContract,
  parseDeclared,
  parseRight,
} from '../../../connectors/grdf/payload-customer.ts';
import { dayRecord, fieldOf, PCE } from './samples.ts';

describe('a gas day is refused by the path of what is wrong', () => {
  test.each<[string, object, string]>([
    ['NaN', { energie: 'NaN' }, 'consommation.energie is not a number'],
    ['a negative value', { energie: -4 }, 'consommation.energie is negative'],
    ['nothing', { energie: null }, 'consommation.energie is missing'],
    ['a volume in words', { volume_brut: 'peu' }, 'consommation.volume_brut is not a number'],
    ['a factor of a kind of its own', { coeff_calcul: 11 }, 'coeff_calcul is not an object'],
    ['gas that is fed in', { sens_flux_gaz: 'Injection' }, 'sens_flux_gaz is not Consommation'],
    ['an unknown status', { statut_conso: 'Oui' }, 'statut_conso is not Provisoire or Définitive'],
    [
      'a time without its offset',
      { date_debut_consommation: '2026-11-01T06:00:00' },
      'date_debut_consommation is not an instant with its offset',
    ],
    [
      'an end before its start',
      { date_fin_consommation: '2026-10-31T06:00:00+01:00' },
      'date_fin_consommation is not after the start',
    ],
    ['a day in words', { journee_gaziere: 'hier' }, 'journee_gaziere is not a day'],
  ])('%s', (_what, change, sentence) => {
    expect(() => parseDay(fieldOf(dayRecord(change)))).toThrow(sentence);
  });

  test('a record without any consumption is no zero', () => {
    const record = { ...dayRecord(), consommation: null };

    expect(() => parseDay(fieldOf(record))).toThrow('consommation.type_conso is not');
  });

  test('the record of another meter, without its number in the sentence', () => {
    const other = fieldOf({ ...dayRecord(), pce: { id_pce: '99999999999999' } });

    expect(() => parseLine(other, PCE)).toThrow(
      /^GRDF sent data in which pce.id_pce is not the one that was asked for$/,
    );
  });
});

describe('other answers', () => {
  const right = {
    id_droit_acces: '0f9e8d7c-0000-4000-8000-000000000001',
    id_pce: PCE,
    date_fin_droit_acces: '2029-11-23',
    etat_droit_acces: 'Active',
  };

  test.each<[string, object, string]>([
    ['of another meter', { id_pce: '99999999999999' }, 'id_pce is not the one'],
    ['in an unknown state', { etat_droit_acces: 'Oui' }, 'is no known state of a right'],
    ['that would lead elsewhere', { id_droit_acces: '../../x' }, 'not the identifier of a right'],
    ['that ends some day', { date_fin_droit_acces: '2029' }, 'date_fin_droit_acces is not a day'],
  ])('a right %s is refused', (_what, change, sentence) => {
    expect(() => parseRight(fieldOf({ ...right, ...change }), PCE)).toThrow(sentence);
  });

  test('a declaration that failed within a 201 is no right', () => {
    const declared = { ...right, code_statut_traitement: '1000000013' };

    expect(() => parseDeclared(fieldOf(declared))).toThrow('code_statut_traitement is not');
  });

  test('every field of a contract may be missing, and none may be wrong', () => {
    const parse = (given: object) => parseContract(fieldOf({ donnees_contractuelles: given }));

    expect(Object.values(parse({}))).toEqual([undefined, undefined, undefined, undefined]);
    expect(() => parse({ car: 'much' })).toThrow('donnees_contractuelles.car is not a number');
    expect(() => parse({ date_mes: '2019' })).toThrow('date_mes is not a day');
  });
});
