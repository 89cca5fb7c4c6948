/**
 * Solid Notifications Protocol 0.3.0, what it asks of servers. One test per requirement, named after it. Of the two ways to be found
 * that it offers, the storage's description (not that of each resource) is the one that is taken here, as in CSS.
 */
import { once } from 'node:events';
import { Parser, Store } from 'n3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Answer, Client } from '../kit/client.ts';
import { graphAt, lay, linksOf, STORAGE_DESCRIPTION, type Stage, setStage } from './stage.ts';

const NOTIFY = 'http://www.w3.org/ns/solid/notifications#';
const CONTEXT = 'https://www.w3.org/ns/solid/notification/v1';
const JSON_LD = 'application/ld+json';
const SOCKET = 'WebSocketChannel2023';
const WEBHOOK = 'WebhookChannel2023';
const RECEIVER = 'https://receiver.exemple.invalid/';

let stage: Stage;
/** Of each kind of channel: where one subscribes. */
let services: ReadonlyMap<string, string>;
let topic: string;
let topics = 0;

beforeAll(async () => {
  stage = await setStage();
  const graph = await graphAt(stage.owner, await descriptionOf(stage.open));
  services = new Map(
    graph
      .getQuads(null, `${NOTIFY}channelType`, null, null)
      .map(({ subject, object }) => [object.value.replace(NOTIFY, ''), subject.value]),
  );
});

beforeEach(async () => {
  topics += 1;
  topic = `${stage.open}topic-${topics}`;
  await lay(stage.owner, topic, '<#a> <#b> "first".');
});

afterAll(() => stage?.close());

async function descriptionOf(url: string): Promise<string> {
  const answer = await stage.owner.ask({ method: 'HEAD', url });
  return linksOf(answer, STORAGE_DESCRIPTION, url)[0] ?? '';
}

function serviceOf(type: string): string {
  return services.get(type) ?? '';
}

interface Subscription {
  readonly type?: string;
  readonly contentType?: string;
  readonly as?: Client;
  readonly more?: Readonly<Record<string, unknown>>;
}

function subscribe(subscription: Subscription = {}): Promise<Answer> {
  const { type = SOCKET, contentType = JSON_LD, as = stage.owner, more = {} } = subscription;
  return as.ask({
    method: 'POST',
    url: serviceOf(type),
    headers: { 'content-type': contentType, accept: JSON_LD },
    body: JSON.stringify({ '@context': [CONTEXT], type: NOTIFY + type, topic, ...more }),
  });
}

function jsonOf({ body }: Answer): Record<string, unknown> {
  return JSON.parse(body.toString()) as Record<string, unknown>;
}

describe('discovery (§2.1)', () => {
  test('resource-server-link-storage-description-resource: every resource names a description that lists the services', async () => {
    for (const url of [stage.anaïs.podUrl, stage.open, topic]) {
      const description = await descriptionOf(url);
      const graph = await graphAt(stage.owner, description);
      expect(graph.countQuads(null, `${NOTIFY}subscription`, null, null), url).toBeGreaterThan(0);
    }
  });

  test('resource-server-description-resource-accept: the description comes as JSON-LD when that is preferred', async () => {
    const url = await descriptionOf(topic);
    const answer = await stage.owner.ask({ method: 'GET', url, headers: { accept: JSON_LD } });

    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toContain(JSON_LD);
    expect(() => jsonOf(answer)).not.toThrow();
  });

  test('resource-server-description-resource-response: each service has one channel type, and features', async () => {
    const graph = await graphAt(stage.owner, await descriptionOf(topic));
    for (const service of graph.getObjects(null, `${NOTIFY}subscription`, null)) {
      expect(graph.getObjects(service, `${NOTIFY}channelType`, null)).toHaveLength(1);
      expect(graph.countQuads(service, `${NOTIFY}feature`, null, null)).toBeGreaterThan(0);
    }
    expect([...services.keys()]).toEqual(expect.arrayContaining([SOCKET, WEBHOOK]));
  });
});

describe('subscription (§2.2)', () => {
  test('subscription-server-subscription-request-methods: a service answers GET, HEAD, OPTIONS and POST', async () => {
    for (const [type, url] of services)
      for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST']) {
        const answer =
          method === 'POST'
            ? await subscribe({ type, more: type === WEBHOOK ? { sendTo: RECEIVER } : {} })
            : await stage.owner.ask({ method, url });
        expect(answer.status, `${method} ${url}`).toBeLessThan(300);
      }
  });

  test('subscription-server-subscription-request-accept: a service comes as JSON-LD when that is preferred', async () => {
    for (const url of services.values()) {
      const answer = await stage.anybody.ask({ method: 'GET', url, headers: { accept: JSON_LD } });

      expect(answer.status).toBe(200);
      expect(answer.headers['content-type']).toContain(JSON_LD);
      expect(jsonOf(answer).id).toBe(url);
    }
  });

  test('subscription-server-subscription-request-content-type: a subscription may be JSON-LD', async () => {
    expect((await subscribe({ contentType: JSON_LD })).status).toBe(200);
  });

  test('subscription-server-subscription-request-profile-unrecognised: 415 for a profile that nobody knows', async () => {
    const known = `${JSON_LD}; profile="https://www.w3.org/ns/solid/notifications-context/v1"`;
    const strange = `${JSON_LD}; profile="https://vocab.exemple.invalid/profile"`;

    expect((await subscribe({ contentType: known })).status).toBe(200);
    expect((await subscribe({ contentType: strange })).status).toBe(415);
  });

  test('subscription-server-subscription-request-unprocessable-entity: 422 for what cannot be done, strange contexts too', async () => {
    const impossible: readonly Readonly<Record<string, unknown>>[] = [
      { '@context': ['https://vocab.exemple.invalid/context'] },
      { '@context': [] },
      { type: `${NOTIFY}NoChannel` },
      { topic: undefined },
      { topic: [topic, stage.open] },
      { rate: 'often' },
      { endAt: 'later' },
    ];
    for (const more of impossible)
      expect((await subscribe({ more })).status, JSON.stringify(more)).toBe(422);
  });

  test('subscription-server-subscription-response: the channel is described, with where to receive from or who sends', async () => {
    const endAt = new Date(Date.now() + 3_600_000).toISOString();
    const more = { endAt, rate: 'PT5S', sendTo: RECEIVER };
    const [socket, webhook] = [
      jsonOf(await subscribe({ more: { endAt, rate: 'PT5S' } })),
      jsonOf(await subscribe({ type: WEBHOOK, more })),
    ];

    expect(socket).toMatchObject({ type: NOTIFY + SOCKET, topic, endAt, rate: 'PT5S' });
    expect(String(socket.receiveFrom)).toMatch(/^wss?:/);
    expect(webhook).toMatchObject({ type: NOTIFY + WEBHOOK, topic, sendTo: more.sendTo });
    expect(String(webhook.sender)).toMatch(/^https?:/);
    for (const channel of [socket, webhook]) expect(URL.canParse(String(channel.id))).toBe(true);
  });
});

describe('notification messages (§2.3, §3.4)', () => {
  test('notification-sender-notification-message-data-model: each has an id, a type, its object, its time and the state', async () => {
    const { take, close } = await listen(await subscribe());
    await lay(stage.owner, topic, '<#a> <#b> "second".');
    await stage.owner.ask({ method: 'DELETE', url: topic });
    const told = (await take(2)).map(asJson);
    await close();

    expect(told.map(({ type, object }) => [type, object])).toEqual([
      ['Update', topic],
      ['Delete', topic],
    ]);
    for (const { id, published } of told) {
      expect(URL.canParse(String(id))).toBe(true);
      expect(Date.parse(String(published))).not.toBeNaN();
    }
    expect(told[0]?.['@context']).toEqual(
      expect.arrayContaining(['https://www.w3.org/ns/activitystreams']),
    );
    expect(typeof told[0]?.state).toBe('string');
  });

  test('notification-sender-notification-message-data-model: what comes into a container is the object, the container the target', async () => {
    const container = await stage.newPlace();
    const { take, close } = await listen(await subscribe({ more: { topic: container } }));
    await lay(stage.owner, `${container}new`, '<#a> <#b> "c".');
    const told = (await take(1)).map(asJson);
    await close();

    expect(told[0]).toMatchObject({ type: 'Add', object: `${container}new`, target: container });
  });

  test('notification-sender-notification-message-data-model: the same in Turtle, when that was asked for', async () => {
    const { take, close } = await listen(await subscribe({ more: { accept: 'text/turtle' } }));
    await lay(stage.owner, topic, '<#a> <#b> "second".');
    const texts = await take(1);
    await close();
    const graph = new Store(new Parser().parse(texts[0] ?? ''));

    const activity = 'https://www.w3.org/ns/activitystreams#';
    expect(graph.countQuads(null, `${activity}object`, topic, null)).toBe(1);
    expect(graph.countQuads(null, `${activity}published`, null, null)).toBe(1);
  });
});

describe('authorization (Solid Protocol, §6)', () => {
  test('authentication-authorization: only who may read a topic may watch it', async () => {
    const more = { topic: stage.closed };

    expect((await subscribe({ more })).status).toBe(200);
    expect((await subscribe({ more, as: stage.anybody })).status).toBe(401);
    expect((await subscribe({ more, as: stage.other })).status).toBe(403);
  });
});

interface Listening {
  /** Resolves with what was told when it is so many messages. */
  take(count: number): Promise<readonly string[]>;
  close(): Promise<void>;
}

async function listen(subscription: Answer): Promise<Listening> {
  const socket = new WebSocket(String(jsonOf(subscription).receiveFrom));
  const texts: string[] = [];
  socket.on('message', (data) => texts.push(String(data)));
  await once(socket, 'open');
  return {
    take: async (count) => {
      while (texts.length < count) await once(socket, 'message');
      return texts;
    },
    close: async () => {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}

function asJson(text: string): Readonly<Record<string, unknown>> {
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}
