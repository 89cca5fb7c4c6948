import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BankAccess } from '../../../connectors/bank/agreement.ts';
import type { BankCheckpoint } from '../../../connectors/bank/checkpoint.ts';
import { accountKeyOf } from '../../../connectors/bank/mapping.ts';
import { announcedDebits } from '../../../shapes/announced-debits/announced-debits.ts';
import { bankAccount } from '../../../shapes/bank-account/bank-account.ts';
import { directDebitMandate } from '../../../shapes/direct-debit-mandate/direct-debit-mandate.ts';
import type { Shape } from '../../../shapes/kit/shape.ts';
import { parseTurtle } from '../../../shapes/kit/turtle.ts';
import { validate } from '../../../shapes/kit/validate.ts';
import { transactionMonth } from '../../../shapes/transaction-month/transaction-month.ts';
import {
  accountsOf,
  type BankPulled,
  DIALECTS,
  isDocument,
  openStage,
  type Pull,
  pullAll,
  Space,
  type Stage,
} from './stage.ts';

let stage: Stage;
const spaces = { stet: new Space(), berlin: new Space() };
const firsts = {} as Record<'stet' | 'berlin', Pull>;
const accesses = {} as Record<'stet' | 'berlin', BankAccess>;

beforeAll(async () => {
  stage = await openStage();
  for (const dialect of DIALECTS) {
    accesses[dialect] = await stage.agree(dialect, 'odile');
    const space = spaces[dialect];
    firsts[dialect] = await pullAll(stage.connector(dialect), accesses[dialect], { space });
  }
});
afterAll(() => stage.close());

const keyOf = (person: 'odile' | 'ines' | 'karim', index = 0): string =>
  accountKeyOf(accountsOf(person)[index]?.iban ?? '');

function thingIn<T>(space: Space, shape: Shape<T>, name: string): T {
  const url = `https://space.invalid/${name}`;
  return shape.read(parseTurtle(space.documents.get(name) ?? '', url), url);
}

function laid(pulled: readonly BankPulled[]): Space {
  const space = new Space();
  for (const one of pulled.filter(isDocument)) space.lay(one);
  return space;
}

function allOf<T>(space: Space, shape: Shape<T>): T[] {
  return space
    .sorted()
    .filter(([name]) => shape.fileNames?.test(name))
    .map(([name]) => thingIn(space, shape, name));
}

describe.each(DIALECTS)('the first run at a bank that speaks %s', (dialect) => {
  const space = spaces[dialect];

  test('brings the account, then the months from the newest, then the mandates and what is announced', () => {
    const names = firsts[dialect].pulled
      .filter(isDocument)
      .map(({ shape, thing }) => shape.nameOf(thing));

    expect(firsts[dialect].error).toBeUndefined();
    expect(names[0]).toBe(`account-${keyOf('odile')}.ttl`);
    expect(names[1]).toBe(`${keyOf('odile')}-2026-11.ttl`);
    expect(names.filter((name) => transactionMonth.fileNames?.test(name))).toHaveLength(25);
    expect(names.at(-1)).toBe(`announced-${keyOf('odile')}.ttl`);
  });

  test('brings a balance that is the sum of what was booked', () => {
    const [account] = allOf(space, bankAccount);
    const booked = account?.balances.find(({ kind }) => kind === 'booked')?.amountCents ?? 0;
    const expected = account?.balances.find(({ kind }) => kind === 'expected')?.amountCents ?? 0;
    const pending = allOf(space, transactionMonth)
      .flatMap(({ transactions }) => transactions)
      .filter(({ status }) => status === 'pending')
      .reduce((sum, { amountCents }) => sum + amountCents, 0);

    expect(account).toMatchObject({ bank: 'banque-exemple', name: 'Compte courant' });
    expect(expected).toBe(booked + pending);
  });

  test('finds the mandates under which the other partners debit', () => {
    const mandates = allOf(space, directDebitMandate).map(
      ({ mandateReference, creditorIdentifier }) => `${creditorIdentifier} ${mandateReference}`,
    );

    expect(mandates.toSorted()).toEqual([
      'FR00ZZZ900001 TRB-EAU-ODILE',
      'FR00ZZZ900002 TRB-ORANGE-ODILE',
      'FR00ZZZ900003 TRB-MAIF-ODILE',
      'FR00ZZZ900004 TRB-GAZ-ODILE',
      'FR00ZZZ900005 TRB-ELEC-ODILE',
    ]);
  });

  test('tells of the debit that is announced for the 27th', () => {
    const [list] = allOf(space, announcedDebits);

    expect(list?.debits).toMatchObject([
      { dueDay: '2026-11-27', amountCents: 3_499, mandateReference: 'TRB-ORANGE-ODILE' },
    ]);
  });

  test('brings documents that all have the shape they claim', async () => {
    for (const { shape, thing } of firsts[dialect].pulled.filter(isDocument)) {
      await validate(shape.write(thing, `https://space.invalid/${shape.nameOf(thing)}`), shape);
    }
  });

  test('shows the IBAN in no name and in no document but that of the account', () => {
    const { iban = '' } = accountsOf('odile')[0] ?? {};

    const telling = space.sorted().filter(([name, text]) => (name + text).includes(iban));
    expect(telling.map(([name]) => name)).toEqual([`account-${keyOf('odile')}.ttl`]);
    expect(JSON.stringify(firsts[dialect].checkpoint)).not.toContain(iban);
  });

  test('tells which days are covered, and ends with all days done', () => {
    const { pulled } = firsts[dialect];

    expect(pulled.findLast(({ kind }) => kind === 'coverage')).toMatchObject({
      lastDay: '2026-11-22',
    });
    expect(pulled.at(-1)).toMatchObject({ kind: 'progress', done: 753, total: 753 });
  });

  test('is followed by a second one that writes nothing', async () => {
    const again = space.copy();

    const second = await pullAll(stage.connector(dialect), accesses[dialect], {
      space: again,
      checkpoint: firsts[dialect].checkpoint,
    });

    expect(second.error).toBeUndefined();
    expect(again.writes).toBe(0);
    expect(second.checkpoint).toEqual(firsts[dialect].checkpoint);
    expect(second.pulled.filter(isDocument).length).toBeLessThan(13);
  });

  test('ends with the same space after a death at any step', async () => {
    await stage.setFault('karim', 'short-history');
    const access = await stage.agree(dialect, 'karim');
    const runFrom = (checkpoint?: BankCheckpoint) =>
      pullAll(stage.connector(dialect), access, checkpoint === undefined ? {} : { checkpoint });
    const whole = await runFrom();
    const afterCheckpoint = await runFrom(whole.checkpoint);
    const end = laid(whole.pulled);

    // What a run asks and yields depends on its checkpoint alone, so there are two ways to go on.
    for (let steps = 0; steps <= whole.pulled.length; steps += 1) {
      const before = whole.pulled.slice(0, steps);
      const ticked = before.some(({ kind }) => kind === 'checkpoint');
      const resumed = ticked ? afterCheckpoint : whole;
      const space = laid([...before, ...resumed.pulled]);

      expect(space.sorted(), `after a death at step ${steps}`).toEqual(end.sorted());
      expect(resumed.checkpoint).toEqual(whole.checkpoint);
    }
    expect(whole.pulled.length).toBeGreaterThan(12);
    await stage.setFault('karim', 'none');
  });
});

test('both dialects bring the same amounts, days and mandates', () => {
  const told = (space: Space) =>
    allOf(space, transactionMonth).flatMap(({ transactions }) =>
      transactions.map((one) =>
        [one.day, one.amountCents, one.status, one.mandateReference, one.label].join(' '),
      ),
    );

  expect(told(spaces.stet).toSorted()).toEqual(told(spaces.berlin).toSorted());
});

describe.each(DIALECTS)('the days after, at a bank that speaks %s,', (dialect) => {
  test('what was pending is booked under another reference, and there is none of it twice', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bank-'));
    const space = new Space();
    const today = await openStage({ folder });
    const access = await today.agree(dialect, 'odile');
    const first = await pullAll(today.connector(dialect), access, { space });
    await today.close();

    const now = new Date('2026-12-02T10:00:00Z');
    const later = await openStage({ folder, now });
    const next = await pullAll(later.connector(dialect), access, {
      space,
      now,
      checkpoint: first.checkpoint,
    });
    const fresh = new Space();
    await pullAll(later.connector(dialect), access, { space: fresh, now });
    await later.close();
    rmSync(folder, { recursive: true });

    expect(next.error).toBeUndefined();
    const debits = (of: Space) =>
      thingIn(of, transactionMonth, `${keyOf('odile')}-2026-11.ttl`).transactions.filter(
        ({ mandateReference }) => mandateReference === 'TRB-ORANGE-ODILE',
      );
    expect(debits(space)).toMatchObject([{ day: '2026-11-27', status: 'booked' }]);
    for (const [name, text] of fresh.documents) {
      if (transactionMonth.fileNames?.test(name)) expect(space.documents.get(name)).toBe(text);
    }
    expect(thingIn(space, announcedDebits, `announced-${keyOf('odile')}.ttl`).debits).toMatchObject(
      [
        { dueDay: '2026-12-06', mandateReference: 'TRB-ELEC-ODILE' },
        { dueDay: '2026-12-08', mandateReference: 'TRB-GAZ-ODILE' },
      ],
    );
  });
});

describe('of several accounts', () => {
  test('those of the person that are in euros and no card are brought, and no other', async () => {
    for (const dialect of DIALECTS) {
      const space = new Space();
      const access = await stage.agree(dialect, 'ines', { all: true });

      const pull = await pullAll(stage.connector(dialect), access, { space });

      expect(pull.error).toBeUndefined();
      expect(
        allOf(space, bankAccount)
          .map(({ accountKey }) => accountKey)
          .toSorted(),
      ).toEqual([keyOf('ines', 0), keyOf('ines', 1)].toSorted());
      expect(pull.pulled.filter(({ kind }) => kind === 'checkpoint')).toHaveLength(2);
    }
  });

  test('only those that she ticked are seen', async () => {
    const space = new Space();

    await pullAll(stage.connector('berlin'), await stage.agree('berlin', 'ines'), { space });

    expect(allOf(space, bankAccount)).toHaveLength(1);
  });

  test('of one whose transactions she keeps to herself, the balances come and nothing else', async () => {
    for (const dialect of DIALECTS) {
      const space = new Space();
      const access = await stage.agree(dialect, 'ines', { balancesOnly: true });

      const pull = await pullAll(stage.connector(dialect), access, { space });

      expect(pull.error).toBeUndefined();
      expect([...space.documents.keys()]).toEqual([`account-${keyOf('ines')}.ttl`]);
      expect(allOf(space, bankAccount)[0]?.balances.length).toBeGreaterThan(1);
    }
  });
});

test('a checkpoint that cannot be read is a beginning', () => {
  const { checkpoint } = stage.connector('stet');

  expect(checkpoint.parse({ version: 1, accounts: { x: {} } })).toEqual(checkpoint.first);
  expect(checkpoint.parse(undefined)).toEqual(checkpoint.first);
  expect(checkpoint.parse(firsts.stet.checkpoint)).toEqual(firsts.stet.checkpoint);
});
