import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readBankSettings } from '../../../connectors/bank/config.ts';
import { accounts } from '../../../connectors/bank/sandbox/accounts.ts';
import { movementsOf } from '../../../connectors/bank/sandbox/movements.ts';
import { accountsOf, openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

describe('the simulated bank', () => {
  test('has accounts whose check digits are right', () => {
    for (const { iban } of accounts) {
      const digits = [...(iban.slice(4) + iban.slice(0, 4))]
        .map((character) => Number.parseInt(character, 36))
        .join('');

      expect(BigInt(digits) % 97n).toBe(1n);
      expect(iban).toMatch(/^FR\d{2}99999/);
    }
  });

  test('tells the same of a day whenever it is asked', () => {
    const [account] = accountsOf('odile');
    if (account === undefined) throw new Error('Odile has no account.');
    const upTo = (today: string) =>
      movementsOf(account, { anchorDay: '2026-11-23', today }).filter(
        ({ day }) => day < '2026-11-01',
      );

    expect(upTo('2026-11-23')).toEqual(upTo('2027-01-15'));
    expect(upTo('2026-11-23').length).toBeGreaterThan(1_000);
  });

  test('has households that can live: no current account is ever overdrawn, and none grows rich', () => {
    for (const account of accounts.filter(({ main }) => main)) {
      const movements = movementsOf(account, { anchorDay: '2026-11-23', today: '2026-11-23' });
      let balance = account.openingCents;
      const balances = movements.map(({ cents }) => {
        balance += cents;
        return balance;
      });

      expect(Math.min(...balances), account.holder.firstName).toBeGreaterThan(0);
      expect(Math.max(...balances), account.holder.firstName).toBeLessThan(2_500_000);
    }
  });

  test('has a page that says whose it is not, and asks which accounts and which data', async () => {
    const url = await stage.connector('berlin').access.consentUrl('the-state');

    const text = await (await fetch(url)).text();

    expect(text).toContain('Ce site n’est pas celui de la banque');
    expect(text).toContain('name="account"');
    expect(text).toContain('name="transactions"');
    expect(text).not.toContain('<script');
  });

  test.each([
    ['redirect_uri=https%3A%2F%2Fvoleur.exemple.invalid&client_id=city&state=s'],
    ['redirect_uri=http%3A%2F%2Flocalhost%3A3250%2Fconsented&client_id=other&state=s'],
    ['redirect_uri=http%3A%2F%2Flocalhost%3A3250%2Fconsented&client_id=city'],
  ])('sends nobody elsewhere: %s', async (query) => {
    const answer = await fetch(
      `${stage.url}/stet/oauth2/authorize?response_type=code&scope=aisp&${query}`,
      { redirect: 'manual' },
    );

    expect(answer.status).toBe(400);
  });

  test('answers nobody without an agreement', async () => {
    const berlin = await fetch(`${stage.url}/berlin/v1/accounts`, {
      headers: { 'x-request-id': 'one' },
    });
    const stet = await fetch(`${stage.url}/stet/v1/accounts`);

    expect(berlin.status).toBe(401);
    expect(await berlin.json()).toMatchObject({ tppMessages: [{ code: 'CONSENT_INVALID' }] });
    expect(stet.status).toBe(401);
  });
});

describe('the settings of a bank', () => {
  const env = {
    ...{ BANK_ID: 'banque-exemple', BANK_NAME: 'Banque Exemple', BANK_CLIENT_ID: 'city' },
    BANK_WEBSITE: 'https://banque.exemple.invalid',
    BANK_API: 'https://api.banque.exemple.invalid/psd2',
    BANK_PAGES: 'https://banque.exemple.invalid',
    BANK_REDIRECT_URL: 'http://localhost:3250/consented',
    BANK_CLIENT_SECRET: 'synthetic',
  };

  test('speak STET unless they say otherwise, and call the connection "bank"', () => {
    expect(readBankSettings(env)).toMatchObject({ dialect: 'stet', connection: 'bank' });
    expect(readBankSettings({ ...env, BANK_DIALECT: 'berlin' }).dialect).toBe('berlin');
  });

  test.each([
    ['BANK_ID', 'Banque Exemple'],
    ['BANK_CONNECTION', '../x'],
    ['BANK_DIALECT', 'swift'],
    ['BANK_API', 'http://api.banque.exemple.invalid'],
    ['BANK_PAGES', ''],
  ])('%s "%s" is refused by name', (name, value) => {
    expect(() => readBankSettings({ ...env, [name]: value })).toThrow(name);
  });
});
