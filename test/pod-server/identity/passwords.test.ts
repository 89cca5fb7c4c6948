import { beforeAll, expect, test } from 'vitest';
import { AccountRecords } from '../../../pod-server/identity/account-records.ts';
import { Attempts } from '../../../pod-server/identity/attempts.ts';
import { Passwords } from '../../../pod-server/identity/passwords.ts';
import { openMemoryStorage } from '../../../pod-server/storage/memory/memory-storage.ts';

const password = 'une phrase assez longue';
const { keyValues } = openMemoryStorage();
const records = new AccountRecords(keyValues);
const passwords = new Passwords(records, new Attempts(keyValues));

beforeAll(() => passwords.define());

async function register(email: string): Promise<string> {
  const account = await records.create('account', {});
  const id = await passwords.create(email, account.id, password);
  await passwords.confirmVerification(id);
  return account.id;
}

test('a password opens its account, in whatever case the address is written', async () => {
  const accountId = await register('Odile@exemple.invalid');

  const opened = await passwords.authenticate('oDILE@exemple.invalid', password);

  expect(opened.accountId).toBe(accountId);
  expect(await passwords.findByAccount(accountId)).toEqual([
    { id: opened.id, email: 'odile@exemple.invalid' },
  ]);
});

test('passwords are kept as argon2id with the cost that OWASP asks for', async () => {
  await register('hash@exemple.invalid');
  const [login] = await records.find('password', { email: 'hash@exemple.invalid' });

  expect(login?.password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test('a wrong password, an unknown address and a login that was not confirmed are refused alike', async () => {
  await register('wrong@exemple.invalid');
  const account = await records.create('account', {});
  await passwords.create('pending@exemple.invalid', account.id, password);
  const refusalOf = (email: string, guess: string) =>
    passwords.authenticate(email, guess).catch((error: Error) => error.message);

  const refusals = await Promise.all([
    refusalOf('wrong@exemple.invalid', 'pas la bonne phrase'),
    refusalOf('nobody@exemple.invalid', password),
    refusalOf('pending@exemple.invalid', password),
  ]);

  expect(new Set(refusals)).toEqual(new Set(['Invalid email/password combination.']));
});

test('an unknown address takes about as long to refuse as a known one', async () => {
  const known: number[] = [];
  const unknown: number[] = [];
  // The shortest of many is what it takes, whatever else this machine does meanwhile.
  for (let round = 0; round < 15; round += 1) {
    await register(`time-${round}@exemple.invalid`);
    known.push(await refusalMilliseconds(`time-${round}@exemple.invalid`));
    unknown.push(await refusalMilliseconds(`nobody-${round}@exemple.invalid`));
  }

  const ratio = Math.min(...unknown) / Math.min(...known);
  expect(ratio).toBeGreaterThan(0.5);
  expect(ratio).toBeLessThan(2);
});

async function refusalMilliseconds(email: string): Promise<number> {
  const start = performance.now();
  await passwords.authenticate(email, 'pas la bonne phrase').catch(() => undefined);
  return performance.now() - start;
}

test('a changed password replaces the old one', async () => {
  await register('change@exemple.invalid');
  const login = await passwords.findByEmail('change@exemple.invalid');

  await passwords.update(login?.id ?? '', 'une tout autre phrase');

  await expect(passwords.authenticate('change@exemple.invalid', password)).rejects.toThrow();
  const opened = await passwords.authenticate('change@exemple.invalid', 'une tout autre phrase');
  expect(opened.id).toBe(login?.id);
});

test('an address has one login, and a password ends somewhere', async () => {
  await register('twice@exemple.invalid');

  await expect(register('twice@exemple.invalid')).rejects.toThrow('already');
  const account = await records.create('account', {});
  await expect(
    passwords.create('long@exemple.invalid', account.id, 'x'.repeat(5_000)),
  ).rejects.toThrow('at most');
});
