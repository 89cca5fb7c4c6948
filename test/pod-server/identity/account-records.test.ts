import { beforeEach, describe, expect, test } from 'vitest';
import { AccountRecords } from '../../../pod-server/identity/account-records.ts';
import { openMemoryStorage } from '../../../pod-server/storage/memory/memory-storage.ts';
import type { KeyValues } from '../../../pod-server/storage/storage.ts';

let keyValues: KeyValues;
let here: AccountRecords;
let there: AccountRecords;

/** Two processes on one storage, as far as a storage can tell. */
beforeEach(async () => {
  ({ keyValues } = openMemoryStorage());
  [here, there] = await Promise.all([openRecords(), openRecords()]);
});

async function openRecords(): Promise<AccountRecords> {
  const records = new AccountRecords(keyValues);
  await records.defineType('account', { remember: 'boolean?' }, false);
  await records.defineType('password', { email: 'string', accountId: 'id:account' }, true);
  await records.createIndex('password', 'accountId');
  await records.createIndex('password', 'email');
  await records.defineType('pod', { baseUrl: 'string', accountId: 'id:account' }, false);
  await records.createIndex('pod', 'baseUrl');
  await records.defineType('owner', { webId: 'string', podId: 'id:pod' }, false);
  return records;
}

async function accountOf(email: string): Promise<string> {
  const { id } = await here.create('account', {});
  await here.create('password', { accountId: id, email });
  return id;
}

describe('accounts in the storage', () => {
  test('two processes that add to one account at the same time lose nothing', async () => {
    const accountId = await accountOf('a@exemple.invalid');
    const count = 40;

    await Promise.all(
      Array.from({ length: count }, (_, number) =>
        (number % 2 === 0 ? here : there).create('pod', { accountId, baseUrl: `/${number}/` }),
      ),
    );

    expect(await here.find('pod', { accountId })).toHaveLength(count);
    expect(await there.find('pod', { baseUrl: '/7/' })).toHaveLength(1);
  });

  test('of two people who want one e-mail address at the same moment one gets it', async () => {
    const accounts = await Promise.all([here.create('account', {}), there.create('account', {})]);

    const outcomes = await Promise.allSettled(
      accounts.map(({ id }, number) =>
        (number === 0 ? here : there).create('password', { accountId: id, email: 'x@y.invalid' }),
      ),
    );

    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await here.find('password', { email: 'x@y.invalid' })).toHaveLength(1);
  });

  test('an address that was given up can be taken again', async () => {
    const accountId = await accountOf('alt@exemple.invalid');
    const second = await here.create('password', { accountId, email: 'b@exemple.invalid' });
    await here.delete('password', second.id);

    await accountOf('b@exemple.invalid');

    expect(await there.find('password', { email: 'b@exemple.invalid' })).toHaveLength(1);
  });

  test('the last way to sign in stays, also when two are taken away at once', async () => {
    const accountId = await accountOf('c@exemple.invalid');
    await here.create('password', { accountId, email: 'd@exemple.invalid' });
    const logins = await here.find('password', { accountId });

    const outcomes = await Promise.allSettled(
      logins.map(({ id }, number) => (number === 0 ? here : there).delete('password', id)),
    );

    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await here.find('password', { accountId })).toHaveLength(1);
  });

  test('nothing belongs to an account that nobody can sign in to', async () => {
    const { id } = await here.create('account', {});

    await expect(here.create('pod', { accountId: id, baseUrl: '/x/' })).rejects.toThrow('login');
    expect(await here.find('pod', { baseUrl: '/x/' })).toEqual([]);
  });

  test('an account that nobody can sign in to is forgotten, one that somebody can is not', async () => {
    const { id } = await here.create('account', {});
    const unused = await keyValues.get('accounts', id);
    await here.create('password', { accountId: id, email: 'e@exemple.invalid' });
    const used = await keyValues.get('accounts', id);

    expect(unused?.expires).toBeGreaterThan(Date.now());
    expect(used?.expires).toBeUndefined();
  });

  test('with a pod go its owners, and nothing else', async () => {
    const accountId = await accountOf('f@exemple.invalid');
    const gone = await here.create('pod', { accountId, baseUrl: '/gone/' });
    const kept = await here.create('pod', { accountId, baseUrl: '/kept/' });
    for (const { id } of [gone, kept]) await here.create('owner', { podId: id, webId: 'w' });

    await here.delete('pod', gone.id);

    expect(await here.find('owner', { podId: gone.id })).toEqual([]);
    expect(await here.find('owner', { podId: kept.id })).toHaveLength(1);
    expect(await here.find('pod', { baseUrl: '/gone/' })).toEqual([]);
  });

  test('a field is changed without touching the others', async () => {
    const accountId = await accountOf('g@exemple.invalid');
    const [login] = await here.find('password', { accountId });

    await here.setField('password', login?.id ?? '', 'verified', true);
    await here.setField('account', accountId, 'remember', true);

    const changed = await there.get('password', login?.id ?? '');
    expect(changed).toMatchObject({ email: 'g@exemple.invalid', verified: true, accountId });
    expect(await there.get('account', accountId)).toEqual({ id: accountId, remember: true });
  });

  test('a deleted account leaves no trace', async () => {
    const accountId = await accountOf('h@exemple.invalid');
    await here.create('pod', { accountId, baseUrl: '/h/' });

    await here.delete('account', accountId);

    expect(await here.has('account', accountId)).toBe(false);
    expect(await keyValues.list('account-index', { limit: 10 })).toEqual([]);
  });
});
