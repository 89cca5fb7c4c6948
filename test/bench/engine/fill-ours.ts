/** Pods for our server, through the interface of its storage. */
import { join } from 'node:path';
import { BasePodStore, BaseWebIdStore } from '@solid/community-server';
import { Addresses } from '../../../pod-server/http/addresses.ts';
import { AccountRecords } from '../../../pod-server/identity/account-records.ts';
import { Attempts } from '../../../pod-server/identity/attempts.ts';
import { Passwords } from '../../../pod-server/identity/passwords.ts';
import { PodTemplate } from '../../../pod-server/identity/pod-template.ts';
import { SpaceCreator } from '../../../pod-server/identity/space-creator.ts';
import { openLmdbStorage } from '../../../pod-server/storage/lmdb/lmdb-storage.ts';
import type { Change, Storage } from '../../../pod-server/storage/storage.ts';
import { inParallel } from './parallel.ts';
import {
  DOCUMENT,
  documentPath,
  LISTED,
  LISTED_DOCUMENTS,
  POD_DOCUMENTS,
  podName,
  seen,
} from './places.ts';

const TEMPLATES = 'pod-server/templates/pod';
/** So many writers share a transaction. */
const WRITERS = 256;
/** Each brings a thousand documents at once. */
const LARGE_WRITERS = 4;
/** Has the form of a hash and costs none; nobody signs in. */
const NO_PASSWORD = `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;

function open(folder: string): Promise<Storage> {
  return openLmdbStorage({ folder: join(folder, 'storage') });
}

/** What the account API does for account, login and pod, without its HTTP and without the password's hash. */
export async function fillOurPods(args: {
  readonly folder: string;
  readonly baseUrl: string;
  readonly pods: number;
}): Promise<void> {
  const storage = await open(args.folder);
  const addresses = new Addresses(args);
  const records = new AccountRecords(storage.keyValues);
  await defineTypes(records, storage);
  const template = await PodTemplate.load(TEMPLATES);
  const spaces = new SpaceCreator({ storage, addresses, records, template });
  await inParallel(WRITERS, args.pods, async (number) => {
    const name = podName(number);
    const { id: accountId } = await records.create('account', {});
    const login = { email: `${name}@exemple.invalid`, password: NO_PASSWORD, verified: true };
    await records.create('password', { accountId, ...login });
    await spaces.handle({ accountId, name });
  });
  await storage.close();
}

async function defineTypes(records: AccountRecords, { keyValues }: Storage): Promise<void> {
  const manager = { createPod: () => Promise.reject(new Error('Pods are made beside the store.')) };
  const asStore = records as unknown as ConstructorParameters<typeof BaseWebIdStore>[0];
  await new Passwords(records, new Attempts(keyValues)).define();
  await new BasePodStore(asStore, manager).handle();
  await new BaseWebIdStore(asStore).handle();
}

/** Pods that everybody may read and write, a thousand documents in each, and a container to list in the first. */
export async function fillDocuments(args: {
  readonly folder: string;
  readonly documents: number;
}): Promise<void> {
  const storage = await open(args.folder);
  const pods = Math.ceil(args.documents / POD_DOCUMENTS);
  await inParallel(LARGE_WRITERS, pods, async (number) => {
    const count = Math.min(POD_DOCUMENTS, args.documents - number * POD_DOCUMENTS);
    const documents = changes(count, (at) => documentPath(at), DOCUMENT + seen(0));
    const listed = number > 0 ? 0 : LISTED_DOCUMENTS;
    const small = changes(listed, (at) => `${LISTED}${at}.ttl`, seen(0));
    await storage.createPod(podName(number), {
      owners: [],
      changes: [put('/.acl', OPEN_TO_ALL), ...documents, ...small],
    });
  });
  await storage.close();
}

const OPEN_TO_ALL = `@prefix acl: <http://www.w3.org/ns/auth/acl#>.
<#all> a acl:Authorization; acl:agentClass <http://xmlns.com/foaf/0.1/Agent>; acl:accessTo <./>; acl:default <./>; acl:mode acl:Read, acl:Write.`;

function changes(count: number, path: (number: number) => string, text: string): Change[] {
  return Array.from({ length: count }, (_, number) => put(path(number), text));
}

function put(path: string, text: string): Change {
  return { kind: 'put', path, contentType: 'text/turtle', body: Buffer.from(text) };
}
