import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EauAccess } from '../../../connectors/eau-du-grand-lyon/access.ts';
import type { EauCheckpoint } from '../../../connectors/eau-du-grand-lyon/checkpoint.ts';
import { createCustomers } from '../../../connectors/eau-du-grand-lyon/sandbox/homes.ts';
import { trueDay } from '../../../connectors/eau-du-grand-lyon/sandbox/water.ts';
import { bill } from '../../../shapes/bill/bill.ts';
import { parseTurtle } from '../../../shapes/kit/turtle.ts';
import { validate } from '../../../shapes/kit/validate.ts';
import { waterContract } from '../../../shapes/water-contract/water-contract.ts';
import {
  monthsIn,
  NOW,
  namesIn,
  openStage,
  type Pull,
  pullAll,
  Space,
  type Stage,
} from './stage.ts';

const whole = new Space();
let stage: Stage;
let access: EauAccess;
let first: Pull;

beforeAll(async () => {
  stage = await openStage();
  access = await stage.enter('odile');
  first = await pullAll(stage.connector(), access, { space: whole });
});
afterAll(() => stage.close());

const after = (days: number): Date => new Date(NOW.getTime() + days * 86_400_000);

function billsIn(space: Space) {
  return [...space.documents]
    .filter(([name]) => name.startsWith('documents/'))
    .map(([name, text]) => {
      const url = `https://space.invalid/${name}`;
      return bill.read(parseTurtle(text, url), url);
    });
}

function contractIn(space: Space) {
  const url = 'https://space.invalid/data/water/contract.ttl';
  return waterContract.read(
    parseTurtle(space.documents.get('data/water/contract.ttl') ?? '', url),
    url,
  );
}

describe('the first run', () => {
  test('brings the contract, the bills with their files, then the newest month and back through time', () => {
    expect(first.error).toBeUndefined();
    const names = namesIn(first);
    expect(names[0]).toBe('contract.ttl');
    expect(names.slice(1, 9).map((name) => name.slice(-4))).toEqual([
      ...['.pdf', '.ttl', '.pdf', '.ttl', '.pdf', '.ttl', '.pdf', '.ttl'],
    ]);
    expect(monthsIn(first).slice(0, 2)).toEqual(['2026-11.ttl', '2026-10.ttl']);
    expect(monthsIn(first)).toHaveLength(25);
    expect(monthsIn(first).at(-1)).toBe('2024-11.ttl');
  });

  test('brings the litres that the home really took', () => {
    const [odile] = createCustomers('2026-11-22');
    const supply = odile?.supplies[0];
    if (supply === undefined) throw new Error('Odile has no contract.');

    const { days, statedLitres } = whole.month('2026-06');

    expect(days).toHaveLength(30);
    expect(days.map(({ litres }) => litres)).toEqual(
      days.map(({ day }) => trueDay(supply, day).litres),
    );
    const sum = days.reduce((total, { litres }) => total + litres, 0);
    expect(statedLitres).toBe(Math.round(sum / 100) * 100);
  });

  test('says what the contract is, and what each further cubic metre of the year costs', () => {
    expect(contractIn(whole)).toEqual({
      contractNumber: '00-4411-072',
      supplier: 'Eau du Grand Lyon',
      usageLabel: 'Domestique',
      meterDiameterMillimetres: 15,
      residentCount: 2,
      start: '2021-06-01',
      status: 'active',
      mandateReference: 'TRB-EAU-ODILE',
      creditorIdentifier: 'FR00ZZZ900001',
      tariffs: [
        {
          validFrom: '2026-01-01',
          validThrough: '2026-12-31',
          bands: [
            { fromLitres: 0, toLitres: 12_000, tenThousandthsPerCubicMetre: 0 },
            { fromLitres: 12_000, toLitres: 180_000, tenThousandthsPerCubicMetre: 13_926 },
            { fromLitres: 180_000, tenThousandthsPerCubicMetre: 27_852 },
          ],
        },
      ],
    });
  });

  test('brings bills that the bank can be asked about: mandate, creditor, day and cents', () => {
    const last = billsIn(whole).at(-1);

    expect(last).toMatchObject({
      partner: 'eau-du-grand-lyon',
      kind: 'bill',
      issued: '2026-10-12',
      due: '2026-11-03',
      contractNumber: '00-4411-072',
      status: 'paid',
      mandateReference: 'TRB-EAU-ODILE',
      creditorIdentifier: 'FR00ZZZ900001',
      debitDay: '2026-11-03',
    });
    expect(last?.amountCents).toBeGreaterThan(8_000);
    expect(last?.amountCents).toBeLessThan(25_000);
  });

  test('lays each bill beside a whole PDF of the same name', () => {
    for (const { file } of billsIn(whole)) {
      const bytes = whole.files.get(`documents/eau-du-grand-lyon/${file}`);
      const text = new TextDecoder('latin1').decode(bytes);
      const table = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);

      expect(text.startsWith('%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3')).toBe(true);
      expect(text.slice(table, table + 4)).toBe('xref');
    }
    expect(whole.files.size).toBe(billsIn(whole).length);
  });

  test('tells how many days are done, and which are covered at the end', () => {
    const progress = first.pulled.filter((one) => one.kind === 'progress');

    expect(progress[0]).toEqual({ kind: 'progress', done: 0, total: 752, unit: 'day' });
    expect(progress.at(-1)).toEqual({ kind: 'progress', done: 752, total: 752, unit: 'day' });
    expect(first.pulled.findLast((one) => one.kind === 'coverage')).toEqual({
      kind: 'coverage',
      firstDay: '2024-11-01',
      lastDay: whole.month('2026-11').days.at(-1)?.day,
    });
  });

  test('brings documents that all have the shape they claim', async () => {
    for (const one of first.pulled) {
      if (one.kind !== 'document') continue;
      const url = `https://space.invalid/${one.shape.nameOf(one.thing)}`;
      await validate(one.shape.write(one.thing, url), one.shape);
    }
  });

  test('gives the same bytes from the older form of the web space', async () => {
    const space = new Space();

    const pull = await pullAll(stage.connector({ path: '/application' }), access, { space });

    expect(pull.error).toBeUndefined();
    expect(space.sorted()).toEqual(whole.sorted());
  });
});

describe('a later run', () => {
  test('on the same day reads the months that may be corrected again and writes nothing', async () => {
    const space = whole.copy();

    const second = await pullAll(stage.connector(), access, {
      space,
      checkpoint: first.checkpoint,
    });

    expect(second.error).toBeUndefined();
    expect(monthsIn(second)).toEqual(['2026-11.ttl', '2026-10.ttl', '2026-09.ttl', '2026-08.ttl']);
    expect(namesIn(second).filter((name) => name.endsWith('.pdf'))).toEqual([]);
    expect(space.writes).toBe(0);
    expect(second.checkpoint).toEqual(first.checkpoint);
  });

  test('does not read again what it had laid before it died', async () => {
    const space = new Space();
    const isMonth = (name: string) => name === '2026-10.ttl';
    const october = first.pulled.findIndex(
      (one) => one.kind === 'document' && isMonth(one.shape.nameOf(one.thing)),
    );
    const killed = await pullAll(stage.connector(), access, { space, steps: october + 2 });

    const { checkpoint } = killed;
    const resumed = await pullAll(stage.connector(), access, { space, checkpoint });

    expect(monthsIn(resumed)[0]).toBe('2026-09.ttl');
  });

  test('begins again when its checkpoint cannot be read', () => {
    const { checkpoint } = stage.connector();

    expect(checkpoint.parse({ version: 1, months: { x: 1 }, filed: [] })).toEqual(checkpoint.first);
    expect(checkpoint.parse({ version: 1, months: {} })).toEqual(checkpoint.first);
    expect(checkpoint.parse(undefined)).toEqual(checkpoint.first);
    expect(checkpoint.parse(first.checkpoint)).toEqual(first.checkpoint);
  });

  test('half a year later reads each month that could still be corrected when it was read last', async () => {
    const space = whole.copy();
    const now = after(180);
    const later = await openStage(now);

    const pull = await pullAll(later.connector(), access, {
      space,
      now,
      checkpoint: first.checkpoint,
    });
    await later.close();

    expect(pull.error).toBeUndefined();
    expect(monthsIn(pull).at(-1)).toBe('2026-08.ttl');
    expect(space.month('2026-11').days).toHaveLength(30);
  });
});

describe('a run that dies', () => {
  const THIRDS = 3;
  const undisturbed = new Space();
  /** What is left when the process dies after each single step. */
  const deaths: { readonly space: Space; readonly checkpoint: EauCheckpoint }[] = [];
  let newcomer: EauAccess;
  let all: Pull;

  beforeAll(async () => {
    newcomer = await stage.enter('theo');
    let { first: checkpoint } = stage.connector().checkpoint;
    all = await pullAll(stage.connector(), newcomer, {
      space: undisturbed,
      meanwhile: async (one) => {
        if (one.kind === 'checkpoint') checkpoint = one.checkpoint;
        deaths.push({ space: undisturbed.copy(), checkpoint });
      },
    });
  });

  test.each([1, 2, 3])(
    'after any of its steps ends with the same space (third %i of the steps)',
    async (third) => {
      for (const [index, { space, checkpoint }] of deaths.entries()) {
        if (index % THIRDS !== third - 1) continue;
        const resumed = await pullAll(stage.connector(), newcomer, { space, checkpoint });

        expect(resumed.error, `after a death at step ${index + 1}`).toBeUndefined();
        expect(resumed.checkpoint).toEqual(all.checkpoint);
        expect(space.sorted()).toEqual(undisturbed.sorted());
      }
      expect(deaths.length).toBe(all.pulled.length);
      expect(deaths.length).toBeGreaterThan(25);
    },
  );
});

describe('the nights on which the clock changes', () => {
  test.each([
    ['2026-03', '2026-03-01T00:00:00+01:00', 31],
    ['2026-10', '2026-10-01T00:00:00+02:00', 31],
  ])('%s begins at its own offset and has all its days', (month, start, count) => {
    const text = whole.documents.get(`data/water/${month}.ttl`) ?? '';

    expect(text).toContain(start);
    expect(whole.month(month).days).toHaveLength(count);
  });
});

describe('each home is as it is', () => {
  test('one with a leak learns on which days how much was lost', async () => {
    const space = new Space();
    const karim = await stage.enter('karim');

    const pull = await pullAll(stage.connector(), karim, { space });

    expect(pull.error).toBeUndefined();
    const leaking = space.month('2026-03').days.filter(({ leakLitres }) => leakLitres !== 0);
    expect(leaking.map(({ day }) => day.slice(8))).toEqual([
      '10',
      '11',
      '12',
      '13',
      '14',
      '15',
      '16',
      '17',
      '18',
      '19',
    ]);
    expect(new Set(leaking.map(({ leakLitres }) => leakLitres))).toEqual(new Set([96]));
    // He pays by card: no bank debit is ever matched with his bills.
    expect(billsIn(space).every((one) => one.mandateReference === undefined)).toBe(true);
  });

  test('one who pays by the month has credit notes, and no day on which a bill is debited', async () => {
    const space = new Space();

    const pull = await pullAll(stage.connector(), await stage.enter('ines'), { space });

    expect(pull.error).toBeUndefined();
    const credits = billsIn(space).filter(({ kind }) => kind === 'credit-note');
    expect(credits.map(({ amountCents }) => amountCents)).toEqual([-1_840, -1_840]);
    expect(billsIn(space).every(({ debitDay }) => debitDay === undefined)).toBe(true);
    expect(billsIn(space)[0]?.mandateReference).toBe('TRB-EAU-INES');
  });

  test('somebody who moved in recently has a short history, and the bills of the home before too', async () => {
    const space = new Space();
    const theo = await stage.enter('theo');

    const pull = await pullAll(stage.connector(), theo, { space });

    expect(theo).toMatchObject({ contractId: '862044', contractNumber: '00-6033-840' });
    expect(pull.checkpoint.covered?.firstDay).toBe('2026-06-25');
    expect(monthsIn(pull).at(-1)).toBe('2026-06.ttl');
    expect(new Set(billsIn(space).map(({ contractNumber }) => contractNumber))).toEqual(
      new Set(['00-2980-114', '00-6033-840']),
    );
  });
});
