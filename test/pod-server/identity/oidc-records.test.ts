import { expect, test } from 'vitest';
import { OidcRecords } from '../../../pod-server/identity/oidc-records.ts';
import { openMemoryStorage } from '../../../pod-server/storage/memory/memory-storage.ts';
import { StorageError } from '../../../pod-server/storage/storage.ts';

function openRecords() {
  const { keyValues } = openMemoryStorage();
  return { keyValues, records: new OidcRecords(keyValues) };
}

test('what the provider keeps is found by its id and by its uid', async () => {
  const sessions = openRecords().records.createStorageAdapter('Session');
  await sessions.upsert('one', { uid: 'u', kind: 'Session' }, 60);

  expect(await sessions.find('one')).toMatchObject({ uid: 'u' });
  expect(await sessions.findByUid('u')).toMatchObject({ uid: 'u' });
  await sessions.destroy('one');
  expect(await sessions.findByUid('u')).toBeUndefined();
});

test('of two uses of one code at the same moment one is refused', async () => {
  const codes = openRecords().records.createStorageAdapter('AuthorizationCode');
  await codes.upsert('code', { kind: 'AuthorizationCode' }, 60);

  const outcomes = await Promise.allSettled([codes.consume('code'), codes.consume('code')]);

  const refused = outcomes.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(refused.reason).toMatchObject({ statusCode: 400, error: 'invalid_grant', expose: true });
});

test('a used code expires when it would have expired unused', async () => {
  const { keyValues, records } = openRecords();
  const codes = records.createStorageAdapter('AuthorizationCode');
  await codes.upsert('code', { kind: 'AuthorizationCode' }, 60);
  const [before] = await keyValues.list('oidc', { limit: 1 });

  await codes.consume('code');

  const [after] = await keyValues.list('oidc', { limit: 1 });
  expect(before?.expires).toBeDefined();
  expect(after?.expires).toBe(before?.expires);
});

test('revoking a grant takes every token of it, also those written at the same time, and no other', async () => {
  const { records } = openRecords();
  const tokens = records.createStorageAdapter('RefreshToken');
  const ids = Array.from({ length: 150 }, (_, number) => `token-${number}`);
  await Promise.all(ids.map((id) => tokens.upsert(id, { grantId: 'grant' }, 60)));
  await tokens.upsert('other', { grantId: 'other-grant' }, 60);

  await tokens.revokeByGrantId('grant');

  expect((await Promise.all(ids.map((id) => tokens.find(id)))).filter(Boolean)).toEqual([]);
  expect(await tokens.find('other')).toBeDefined();
});

test('a storage that is out of reach makes the provider say when to come back, not that it is broken', async () => {
  const down = async () => {
    throw new StorageError('UNAVAILABLE', 'gone');
  };
  const { keyValues } = openRecords();
  const records = new OidcRecords({ ...keyValues, get: down, set: down });
  const codes = records.createStorageAdapter('AuthorizationCode');

  const refusals = [codes.find('code'), codes.upsert('code', {}, 60), codes.consume('code')];

  for (const refusal of refusals)
    await expect(refusal).rejects.toMatchObject({ statusCode: 503, expose: true });
});
