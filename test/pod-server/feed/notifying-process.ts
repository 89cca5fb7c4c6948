/** Processes that notify, over one storage: each a server of its own, as the workers of one server are. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { Authorizer } from '../../../pod-server/authorization/authorizer.ts';
import { Egress } from '../../../pod-server/egress/egress.ts';
import type { WebhookFailure } from '../../../pod-server/feed/courier.ts';
import { Feed } from '../../../pod-server/feed/feed.ts';
import { Notifications } from '../../../pod-server/feed/notifications.ts';
import { Addresses } from '../../../pod-server/http/addresses.ts';
import { Problem } from '../../../pod-server/http/problem.ts';
import { ServerKeys } from '../../../pod-server/identity/server-keys.ts';
import type { Change, Storage } from '../../../pod-server/storage/storage.ts';
import { turtle } from '../../kit/engine.ts';
import { startRdf } from '../../kit/rdf.ts';
import { newStorage, type OwnStorage } from '../../kit/storage-under-test.ts';

const baseUrl = 'http://pods.exemple.invalid/';
export const root = `${baseUrl}anna/`;
const CONTEXT = 'https://www.w3.org/ns/solid/notification/v1';

const openToAll = `@prefix acl: <http://www.w3.org/ns/auth/acl#>. @prefix foaf: <http://xmlns.com/foaf/0.1/>.
<#all> a acl:Authorization; acl:agentClass foaf:Agent; acl:accessTo <./>; acl:default <./>; acl:mode acl:Read, acl:Write.`;

export interface Told {
  readonly id: string;
  readonly type: string;
  readonly object: string;
  readonly target?: string;
  readonly state?: string;
  readonly published: string;
}

/** A storage with the pod "anna", in which everybody may do everything. */
export async function podOfAnna(): Promise<OwnStorage> {
  const own = await newStorage();
  await createAnna(own.storage);
  return own;
}

/** Makes that pod in a storage. */
export async function createAnna(storage: Storage): Promise<void> {
  const owners = [`${root}profile/card#me`];
  await storage.createPod('anna', { owners, changes: [turtle('/.acl', openToAll)] });
}

export async function write(storage: Storage, ...changes: readonly Change[]): Promise<void> {
  const outcome = await storage.commit('anna', { changes, preconditions: [] });
  if (outcome.kind === 'refused') throw new Error(outcome.reason);
}

export interface NotifyingProcess extends AsyncDisposable {
  subscribe(type: string, wanted: Readonly<Record<string, unknown>>): Promise<Channel>;
  /** A request to a place below the base address. */
  ask(place: string, init?: RequestInit): Promise<Response>;
  listen(channel: Channel): Promise<Listener>;
  /** What receivers of webhooks did not take. */
  readonly failures: readonly WebhookFailure[];
  close(): Promise<void>;
}

interface Channel {
  readonly id: string;
  readonly receiveFrom: string;
  readonly endAt: string;
}

interface Listener {
  readonly socket: WebSocket;
  readonly told: readonly Told[];
  /** Resolves when so many messages have come in all. */
  take(count: number): Promise<readonly Told[]>;
}

export async function startProcess(storage: Storage): Promise<NotifyingProcess> {
  const addresses = new Addresses({ baseUrl });
  const rdf = startRdf();
  const egress = new Egress({ allowedOrigins: ['http://localhost:*'] });
  const feed = new Feed({ storage });
  const failures: WebhookFailure[] = [];
  const notifications = new Notifications({
    storage,
    feed,
    addresses,
    authenticator: {
      authenticate: async ({ authorization }) =>
        authorization === undefined ? {} : { agent: authorization.slice('DPoP '.length) },
      challenge: 'DPoP algs="ES256"',
    },
    authorizer: new Authorizer({ storage, addresses, rdf, groups: async () => [] }),
    egress,
    baseUrl,
    signingKey: () => new ServerKeys(storage.keyValues).signingKey(),
    onWebhookFailure: (failure) => failures.push(failure),
  });
  notifications.start();
  const server = createServer((request, response) => {
    notifications.handle(request, response).catch((error: unknown) => {
      // As at the door: of an answer under way nothing more can be said.
      if (response.headersSent) return response.destroy();
      const status = error instanceof Problem ? error.status : 500;
      return response.writeHead(status).end(error instanceof Problem ? error.code : String(error));
    });
  });
  server.on('upgrade', (request, socket, head) => notifications.upgrade(request, socket, head));
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  const here = (url: string) => url.replace('pods.exemple.invalid', `localhost:${port}`);
  async function close(): Promise<void> {
    feed.close();
    await notifications.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await Promise.all([rdf.close(), egress.close()]);
  }
  return {
    subscribe: async (type, wanted) => {
      const answer = await fetch(here(`${baseUrl}.notifications/${type}/`), {
        method: 'POST',
        headers: { 'content-type': 'application/ld+json' },
        body: JSON.stringify({ '@context': [CONTEXT], type, ...wanted }),
      });
      if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
      return (await answer.json()) as Channel;
    },
    ask: (place, init) => fetch(here(new URL(place, baseUrl).href), init),
    listen: (channel) => listen(here(channel.receiveFrom)),
    failures,
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function listen(url: string): Promise<Listener> {
  const socket = new WebSocket(url);
  const told: Told[] = [];
  socket.on('message', (data) => told.push(JSON.parse(String(data)) as Told));
  await once(socket, 'open');
  return {
    socket,
    told,
    take: async (count) => {
      while (told.length < count) await once(socket, 'message');
      return told;
    },
  };
}

/** Where webhooks arrive: takes everything, until it is told to answer otherwise or is stopped. */
export class Receiver {
  readonly told: Told[] = [];
  readonly headers: Readonly<Record<string, unknown>>[] = [];
  status = 200;
  #server = createServer();
  #port = 0;

  public get url(): string {
    return `http://localhost:${this.#port}/here`;
  }

  /** At the same address as before, if there was one. */
  public async start(): Promise<void> {
    this.#server = createServer(async (request, response) => {
      const body = Buffer.concat(await request.toArray()).toString();
      this.headers.push(request.headers);
      if (this.status < 300) this.told.push(JSON.parse(body) as Told);
      response.writeHead(this.status).end();
      this.#server.emit('answered');
    });
    await new Promise<void>((resolve) => this.#server.listen(this.#port, 'localhost', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Resolves when it was asked once more. */
  public async asked(): Promise<void> {
    await once(this.#server, 'answered');
  }

  public async take(count: number): Promise<readonly Told[]> {
    while (this.told.length < count) await this.asked();
    return this.told;
  }

  public async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
