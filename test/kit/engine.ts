/** The engine of the pod server in this process: the Solid protocol over a storage, behind the door, without accounts. */
import type { AddressInfo } from 'node:net';
import { Authorizer } from '../../pod-server/authorization/authorizer.ts';
import type { Credentials } from '../../pod-server/authorization/modes.ts';
import { Egress } from '../../pod-server/egress/egress.ts';
import { Feed } from '../../pod-server/feed/feed.ts';
import { Notifications } from '../../pod-server/feed/notifications.ts';
import { Addresses } from '../../pod-server/http/addresses.ts';
import { createDoor } from '../../pod-server/http/door.ts';
import { Problem } from '../../pod-server/http/problem.ts';
import { ServerKeys } from '../../pod-server/identity/server-keys.ts';
import { PodHandler } from '../../pod-server/ldp/pod-handler.ts';
import type { Change, Storage } from '../../pod-server/storage/storage.ts';
import { startRdf } from './rdf.ts';
import { newStorage, type OwnStorage } from './storage-under-test.ts';

export const boris = 'https://boris.exemple.invalid/#me';

const prefixes =
  '@prefix acl: <http://www.w3.org/ns/auth/acl#>. @prefix foaf: <http://xmlns.com/foaf/0.1/>.\n';

/** Everybody may do everything in the pod, but for its rules. */
const openToAll = `${prefixes}
<#owner> a acl:Authorization; acl:agent <profile/card#me>; acl:accessTo <./>; acl:default <./>; acl:mode acl:Read, acl:Write, acl:Control.
<#all> a acl:Authorization; acl:agentClass foaf:Agent; acl:accessTo <./>; acl:default <./>; acl:mode acl:Read, acl:Write.`;

/** Only its owner may do anything. */
export const closed = `${prefixes}
<#owner> a acl:Authorization; acl:agent <profile/card#me>; acl:accessTo <./>; acl:default <./>; acl:mode acl:Read, acl:Write, acl:Control.`;

export interface EngineOptions {
  /** The root's ACL document, in Turtle relative to the root; everybody may do everything by default. */
  readonly rules?: string;
  readonly changes?: readonly Change[];
  readonly bytesMax?: number;
  /** By default one of its own; a given one is closed with the engine. */
  readonly storage?: Storage;
  /** Where it keeps its own storage if TEST_STORAGE says nothing; by default in memory. */
  readonly unlessTold?: 'lmdb' | 'memory';
  readonly isOriginShared?: boolean;
}

export interface Engine extends AsyncDisposable {
  /** Of the pod; ends with a slash. */
  readonly root: string;
  readonly baseUrl: string;
  readonly port: number;
  readonly owner: string;
  readonly storage: Storage;
  /** What would have been an answer with 500. */
  readonly faults: readonly unknown[];
  /** A request to a place relative to the root; `as` is who asks. */
  ask(place: string, init?: RequestInit & { readonly as?: string }): Promise<Response>;
  close(): Promise<void>;
}

/**
 * A server on a free port with one pod. Who asks is whom the header says, without proof: how tokens are believed is another
 * room's business.
 */
export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const { rules = openToAll, changes = [], bytesMax, isOriginShared = true } = options;
  const { storage, remove } = await storageFor(options);
  const rdf = startRdf();
  const faults: unknown[] = [];
  const port = await freePort();
  const baseUrl = `http://localhost:${port}/`;
  const addresses = new Addresses({ baseUrl });
  const authorizer = new Authorizer({ storage, addresses, rdf, groups: async () => [] });
  const authenticator = { authenticate: saidBy, challenge: 'DPoP algs="ES256"' };
  const parts = { storage, addresses, rdf, authenticator, authorizer, isOriginShared };
  const egress = new Egress({ allowedOrigins: ['http://localhost:*'] });
  const feed = new Feed({ storage });
  const notifications = new Notifications({
    ...parts,
    feed,
    egress,
    baseUrl,
    signingKey: () => new ServerKeys(storage.keyValues).signingKey(),
    onWebhookFailure: () => undefined,
  });
  notifications.start();
  const server = createDoor({
    addresses,
    rooms: {
      pods: new PodHandler(parts),
      notifications,
      chassis: { handle: nothing },
      origin: { handle: nothing },
    },
    connectionsPerAddress: 10_000,
    trustedProxies: [],
    onFault: (_, error) => faults.push(error),
  });
  const owner = `${addresses.rootOf('anna')}profile/card#me`;
  await storage.createPod('anna', {
    owners: [owner],
    ...(bytesMax === undefined ? {} : { bytesMax }),
    changes: [turtle('/.acl', rules), ...changes],
  });
  await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve));
  const root = addresses.rootOf('anna');
  async function close(): Promise<void> {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    feed.close();
    await notifications.close();
    await Promise.all([rdf.close(), egress.close()]);
    await remove();
  }
  return {
    root,
    baseUrl,
    port,
    owner,
    storage,
    faults,
    ask: (place, { as, ...init } = {}) => {
      const headers = new Headers(init.headers);
      if (as !== undefined) headers.set('authorization', `DPoP ${as}`);
      return fetch(new URL(place, root), { redirect: 'manual', ...init, headers });
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function storageFor({ storage, unlessTold }: EngineOptions): Promise<OwnStorage> {
  return storage === undefined
    ? newStorage(unlessTold)
    : { storage, remove: () => storage.close() };
}

export function turtle(path: string, body: string): Change {
  return { kind: 'put', path, contentType: 'text/turtle', body: Buffer.from(body) };
}

async function saidBy({
  authorization,
}: {
  readonly authorization?: string | undefined;
}): Promise<Credentials> {
  return authorization === undefined ? {} : { agent: authorization.slice('DPoP '.length) };
}

async function nothing(): Promise<never> {
  throw new Problem(404, 'no-such-place');
}

/** The address must be known before the server stands: rules name it. */
async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
