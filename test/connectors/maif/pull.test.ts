import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MaifAccess } from '../../../connectors/maif/access.ts';
import { insuranceClaim } from '../../../shapes/insurance-claim/insurance-claim.ts';
import {
  type InsuranceContract,
  insuranceContract,
} from '../../../shapes/insurance-contract/insurance-contract.ts';
import { insuredHousehold } from '../../../shapes/insured-household/insured-household.ts';
import type { Shape } from '../../../shapes/kit/shape.ts';
import { parseTurtle } from '../../../shapes/kit/turtle.ts';
import { validate } from '../../../shapes/kit/validate.ts';
import {
  copyOf,
  isDocument,
  members,
  NOW,
  openStage,
  type Pull,
  pullAll,
  Space,
  type Stage,
  sorted,
} from './stage.ts';

const HOUR = 3_600_000;
const whole = new Space();
let stage: Stage;
let access: MaifAccess;
let first: Pull;

beforeAll(async () => {
  stage = await openStage();
  access = await stage.agree(members.odile);
  first = await pullAll(stage.connector(), access, { space: whole });
});
afterAll(() => stage.close());

function thingsIn<T>(space: Space, shape: Shape<T>): T[] {
  return sorted(space)
    .filter(([name]) => shape.fileNames?.test(name))
    .map(([name, text]) => {
      const url = `https://space.invalid/${name}`;
      return shape.read(parseTurtle(text, url), url);
    });
}

const contractsIn = (space: Space): InsuranceContract[] => thingsIn(space, insuranceContract);

describe('the first run', () => {
  test('brings each contract, how many people are covered, and each claim', () => {
    expect(first.error).toBeUndefined();
    expect(contractsIn(whole)).toHaveLength(3);
    expect(thingsIn(whole, insuredHousehold)).toEqual([
      { insurer: 'MAIF', people: { policyholder: 1, partner: 1 } },
    ]);
    expect(thingsIn(whole, insuranceClaim)).toEqual([
      {
        reference: 'SIN-25-0042',
        insurer: 'MAIF',
        kind: 'vehicle',
        day: '2025-12-01',
        placeKind: 'Voie publique',
        registrationNumber: 'AA-000-AA',
      },
      {
        reference: 'SIN-26-0107',
        insurer: 'MAIF',
        kind: 'home',
        day: '2026-07-14',
        placeKind: 'Domicile',
      },
    ]);
  });

  test('lays two homes of one member and one product side by side', () => {
    const homes = contractsIn(whole).filter(({ product }) => product === 'RAQVAM');

    expect(new Set(homes.map(({ memberNumber }) => memberNumber))).toEqual(new Set(['9990001']));
    expect(homes.map(({ covers }) => covers?.[0])).toEqual(
      expect.arrayContaining([
        {
          kind: 'home',
          address: {
            thoroughfare: '12 rue des Tanneurs',
            postCode: '69100',
            postName: 'VILLEURBANNE',
          },
          dwellingKind: 'apartment',
          roomCount: 3,
          occupancy: 'owner',
          contentsFromCents: 1_000_000,
          contentsToCents: 2_000_000,
        },
        {
          kind: 'home',
          address: {
            thoroughfare: '4 chemin des Sources',
            postCode: '01230',
            postName: 'SAINT-RAMBERT-EN-BUGEY',
          },
          dwellingKind: 'house',
          roomCount: 5,
          occupancy: 'owner',
          contentsToCents: 1_000_000,
        },
      ]),
    );
  });

  test('brings what a contract costs a year, in whole cents', () => {
    const [car] = contractsIn(whole).filter(({ product }) => product === 'VAM');

    // 462.00 € in 2019, and three per cent more on each of seven birthdays.
    expect(car).toMatchObject({ yearlyPremiumCents: 56_820, start: '2019-04-01' });
  });

  test('leaves the contract for the body with MAIF', () => {
    expect([...whole.documents.values()].join()).not.toContain('EXEMPLE-CORPS');
  });

  test('brings documents that all have the shape they claim', async () => {
    for (const { shape, thing } of first.pulled.filter(isDocument)) {
      const url = `https://space.invalid/${shape.nameOf(thing)}`;
      await validate(shape.write(thing, url), shape);
    }
  });

  test('covers the time from the first contract until today', () => {
    expect(first.pulled.at(-1)).toEqual({
      kind: 'coverage',
      firstDay: '2019-04-01',
      lastDay: '2026-11-23',
    });
  });

  test('says nothing of anybody else, of money movements, or of where and when something happened', () => {
    const laid = [...whole.documents].flat().join('\n');

    for (const kept of [
      'Bastien',
      'FABRE',
      'Odile',
      'exemple.invalid',
      '0199000011',
      'FR24',
      'TESTFRPP',
      'Employée',
      'Mariée',
      'Annecy',
      '1967-04-12',
      '17:40',
      'Lyon',
      'RC-01',
    ]) {
      expect(laid).not.toContain(kept);
    }
    expect(JSON.stringify(first.checkpoint)).not.toMatch(/9990001|m-5d2f|AA-000/);
  });
});

describe('a later run', () => {
  test('on the same day writes nothing', async () => {
    const space = copyOf(whole);

    const second = await pullAll(stage.connector(), access, {
      space,
      checkpoint: first.checkpoint,
    });

    expect(second.error).toBeUndefined();
    expect(space.writes).toBe(0);
    expect(second.checkpoint).toEqual(first.checkpoint);
  });

  test.each(['reordered', 'duplicates', 'euro-mended'] as const)(
    'writes nothing when MAIF says the same in another way (%s)',
    async (fault) => {
      const space = copyOf(whole);
      await stage.setFault(members.odile, fault, 1);

      const again = await pullAll(stage.connector(), access, {
        space,
        checkpoint: first.checkpoint,
      });

      expect(again.error).toBeUndefined();
      expect(space.writes).toBe(0);
    },
  );

  test('after a death at any step ends with the same space', async () => {
    const late = new Date(NOW.getTime() + HOUR);
    const newcomer = await stage.agree(members.ines);
    const calm = new Space();
    const undisturbed = await pullAll(stage.connector({ now: late }), newcomer, {
      space: calm,
      now: late,
    });
    expect(undisturbed.pulled[0]?.kind).toBe('access');

    let held = undisturbed.access;
    for (let steps = 1; steps <= undisturbed.pulled.length; steps += 1) {
      const space = new Space();
      const killed = await pullAll(stage.connector({ now: late }), held, {
        space,
        steps,
        now: late,
      });
      const resumed = await pullAll(stage.connector({ now: late }), killed.access, {
        space,
        checkpoint: killed.checkpoint,
        now: late,
      });
      held = resumed.access;

      expect(resumed.error, `after a death at step ${steps}`).toBeUndefined();
      expect(resumed.checkpoint).toEqual(undisturbed.checkpoint);
      expect(sorted(space)).toEqual(sorted(calm));
    }
  });

  test('marks a contract that MAIF lists no more as ended, and keeps what was known of it', async () => {
    const space = copyOf(whole);
    await stage.setFault(members.odile, 'contract-ended', 2);

    const after = await pullAll(stage.connector(), access, {
      space,
      checkpoint: first.checkpoint,
    });
    const writes = space.writes;
    await pullAll(stage.connector(), access, { space, checkpoint: after.checkpoint });

    const [gone] = contractsIn(space).filter(({ status }) => status === 'ended');
    expect(gone).toMatchObject({ product: 'VAM', yearlyPremiumCents: 56_820, status: 'ended' });
    expect(contractsIn(space)).toHaveLength(3);
    expect(writes).toBe(1);
    expect(space.writes).toBe(1);
  });

  test('takes a contract that comes back as running again', async () => {
    const space = copyOf(whole);
    await stage.setFault(members.odile, 'contract-ended', 1);
    const after = await pullAll(stage.connector(), access, {
      space,
      checkpoint: first.checkpoint,
    });

    await pullAll(stage.connector(), access, { space, checkpoint: after.checkpoint });

    expect(sorted(space)).toEqual(sorted(whole));
  });

  test('of another member ends nobody’s contracts', async () => {
    const space = copyOf(whole);

    const other = await pullAll(stage.connector(), await stage.agree(members.karim), {
      space,
      checkpoint: first.checkpoint,
    });

    expect(other.error).toBeUndefined();
    expect(contractsIn(space).filter(({ status }) => status === 'ended')).toEqual([]);
  });

  test('a year on sees that the premium rose', async () => {
    const space = copyOf(whole);
    const inAYear = new Date('2027-06-02T10:00:00Z');
    const later = await openStage({ now: inAYear });

    const pull = await pullAll(later.connector(), await later.agree(members.odile), {
      space,
      checkpoint: first.checkpoint,
      now: inAYear,
    });
    await later.close();

    expect(pull.error).toBeUndefined();
    const [car] = contractsIn(space).filter(({ product }) => product === 'VAM');
    expect(car?.yearlyPremiumCents).toBe(58_525);
  });
});

describe('each member is as she is', () => {
  test('claims in the nights of both clock changes keep their day', async () => {
    const space = new Space();

    const pull = await pullAll(stage.connector(), await stage.agree(members.ines), { space });

    expect(pull.error).toBeUndefined();
    expect(thingsIn(space, insuranceClaim).map(({ day }) => day)).toEqual([
      '2025-10-26',
      '2026-03-29',
    ]);
    expect(thingsIn(space, insuredHousehold)[0]?.people).toEqual({
      policyholder: 1,
      partner: 1,
      child: 2,
    });
  });

  test('one of whom MAIF says only what it must gets what is sure', async () => {
    const space = new Space();
    await stage.setFault(members.karim, 'bare', 1);

    const pull = await pullAll(stage.connector(), await stage.agree(members.karim), { space });

    expect(pull.error).toBeUndefined();
    expect(contractsIn(space)).toMatchObject([
      { memberNumber: '9990002', product: 'RAQVAM', status: 'active', covers: [{ kind: 'home' }] },
    ]);
    expect(space.documents.size).toBe(1);
  });

  test('one without any contract is told that MAIF has nothing', async () => {
    await stage.setFault(members.karim, 'empty', 1);

    const pull = await pullAll(stage.connector(), await stage.agree(members.karim));

    expect(pull.error).toMatchObject({ code: 'NO_DATA', mover: 'partner' });
    expect(pull.pulled.some(({ kind }) => kind === 'checkpoint')).toBe(true);
  });
});
