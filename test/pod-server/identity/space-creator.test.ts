import { fileURLToPath } from 'node:url';
import { beforeEach, expect, test } from 'vitest';
import { Addresses } from '../../../pod-server/http/addresses.ts';
import { AccountRecords } from '../../../pod-server/identity/account-records.ts';
import { PodTemplate } from '../../../pod-server/identity/pod-template.ts';
import { SpaceCreator } from '../../../pod-server/identity/space-creator.ts';
import { openMemoryStorage } from '../../../pod-server/storage/memory/memory-storage.ts';
import type { Storage } from '../../../pod-server/storage/storage.ts';

const baseUrl = 'https://ville.exemple.invalid/';
const templates = fileURLToPath(new URL('../../../pod-server/templates/pod', import.meta.url));

let storage: Storage;
let records: AccountRecords;
let accountId: string;

beforeEach(async () => {
  storage = openMemoryStorage();
  records = new AccountRecords(storage.keyValues);
  await records.defineType('password', { accountId: 'id:account' }, true);
  await records.defineType('pod', { accountId: 'id:account' }, false);
  await records.createIndex('pod', 'baseUrl');
  await records.defineType('owner', { podId: 'id:pod' }, false);
  await records.defineType('webIdLink', { accountId: 'id:account' }, false);
  accountId = await openAccount();
});

async function openAccount(): Promise<string> {
  const { id } = await records.create('account', {});
  await records.create('password', { accountId: id, email: `${id}@exemple.invalid` });
  return id;
}

async function openCreator(subdomains = false): Promise<SpaceCreator> {
  const addresses = new Addresses({ baseUrl, subdomains });
  return new SpaceCreator({
    storage,
    addresses,
    records,
    template: await PodTemplate.load(templates),
  });
}

async function textAt(pod: string, path: string): Promise<string | undefined> {
  const read = await storage.read(pod, [path]);
  const body = read?.resources[0]?.body;
  return Buffer.isBuffer(body) ? body.toString('utf8') : undefined;
}

test('a new pod is whole: profile, rules, indexes and rooms in one transaction, owned by its WebID', async () => {
  const creator = await openCreator();

  const made = await creator.handleSafe({ accountId, name: 'Odile' });

  expect(made.podUrl).toBe(`${baseUrl}odile/`);
  expect(made.webId).toBe(`${baseUrl}odile/profile/card#me`);
  const paths = ['/.acl', '/profile/card', '/profile/card.acl', '/inbox/.acl', '/data/', '/.meta'];
  const read = await storage.read('odile', paths);
  expect(read?.resources.map((resource) => resource?.path)).toEqual(paths);
  expect(read?.state.owners).toEqual([made.webId]);
  expect(await textAt('odile', '/profile/card')).toContain(`solid:oidcIssuer <${baseUrl}>`);
  expect(await textAt('odile', '/.acl')).toContain(`acl:agent <${made.webId}>`);
  expect(await records.find('webIdLink', { accountId })).toMatchObject([{ webId: made.webId }]);
});

test('a pod for an identity that lives elsewhere belongs to it, and does not vouch for it', async () => {
  const webId = 'https://ailleurs.exemple.invalid/moi#it';
  const creator = await openCreator();

  const made = await creator.handleSafe({ accountId, name: 'loin', webId });

  expect(made.webIdLink).toBeUndefined();
  expect((await storage.read('loin', []))?.state.owners).toEqual([webId]);
  expect(await textAt('loin', '/profile/card')).not.toContain('oidcIssuer');
  expect(await records.find('webIdLink', { accountId })).toEqual([]);
});

test('a taken name is refused, and the account that wanted it keeps nothing of it', async () => {
  const creator = await openCreator();
  await creator.handleSafe({ accountId, name: 'prise' });
  const late = await openAccount();

  await expect(creator.handleSafe({ accountId: late, name: 'prise' })).rejects.toThrow('already');
  await expect(creator.handleSafe({ accountId, name: 'prise' })).rejects.toThrow('already');

  expect(await records.find('pod', { accountId: late })).toEqual([]);
  expect(await records.find('pod', { accountId })).toHaveLength(1);
});

test('of many who want one name at the same moment one gets it, the others keep nothing', async () => {
  const creator = await openCreator();
  const accounts = await Promise.all(Array.from({ length: 8 }, openAccount));

  const outcomes = await Promise.allSettled(
    accounts.map((id) => creator.handleSafe({ accountId: id, name: 'rare' })),
  );

  const pods = await Promise.all(accounts.map((id) => records.find('pod', { accountId: id })));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(pods.flat()).toHaveLength(1);
});

test('whoever was cut off before there was a pod asks again and gets it', async () => {
  const creator = await openCreator();
  const podUrl = `${baseUrl}coupe/`;
  const webId = `${podUrl}profile/card#me`;
  const podId = records.newPartId(accountId);
  await records.addParts(accountId, [
    { type: 'pod', id: podId, fields: { baseUrl: podUrl, accountId } },
    { type: 'owner', id: records.newPartId(accountId), fields: { webId, podId } },
    { type: 'webIdLink', id: records.newPartId(accountId), fields: { webId, accountId } },
  ]);

  const made = await creator.handleSafe({ accountId, name: 'coupe' });

  expect(made.podId).toBe(podId);
  expect(await storage.read('coupe', [])).toBeDefined();
  expect(await records.find('pod', { accountId })).toHaveLength(1);
});

test.each(['', '-', 'a'.repeat(64), '../x', '..'])('"%s" is no name', async (name) => {
  const creator = await openCreator();

  await expect(creator.handleSafe({ accountId, name })).rejects.toMatchObject({ statusCode: 400 });
});

test('an identity that would break out of its place in a document is refused', async () => {
  const creator = await openCreator();
  const webId = 'https://ailleurs.exemple.invalid/>.<#evil> a <x';

  await expect(creator.handleSafe({ accountId, name: 'bris', webId })).rejects.toThrow('address');
  expect(await storage.read('bris', [])).toBeUndefined();
});

test('with one sub-domain a pod, the pod and its WebID are there', async () => {
  const creator = await openCreator(true);

  const made = await creator.handleSafe({ accountId, name: 'odile' });

  expect(made.podUrl).toBe('https://odile.ville.exemple.invalid/');
  expect(await textAt('odile', '/profile/card')).toContain(`<${made.webId}>`);
});
