import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anonymousClient, type Client, clientOf } from '../kit/client.ts';
import {
  type Citizen,
  createCitizen,
  type PodServer,
  signIn,
  startPodServer,
} from '../kit/pod-servers.ts';
import { noPostgres, PostgresServer, sayIfNoPostgres } from '../kit/postgres.ts';
import { makePublicContainer } from '../kit/server-under-test.ts';
import { Wire } from '../kit/wire.ts';
import { type Ask, Load, type Told, tell } from './load.ts';

/** What is promised to whoever asks while the database is gone, and once it is back. */
const TOLD_MILLISECONDS_MAX = 2_000;
const BACK_MILLISECONDS_MAX = 5_000;
/** Answers that the load has had before the next thing happens. */
const ANSWERS = 200;
const OUTAGES = 3;
const NOTIFICATION = 'https://www.w3.org/ns/solid/notification/v1';
const password = 'une phrase assez longue';

sayIfNoPostgres('a server whose database goes and comes back');

describe.skipIf(noPostgres)('a server whose database goes and comes back', () => {
  let postgres: PostgresServer;
  let wire: Wire;
  let server: PodServer;
  let owner: Citizen;
  let open: string;
  let anybody: Client;
  let clients: readonly Client[];

  beforeAll(async () => {
    postgres = await PostgresServer.create();
    wire = await Wire.to(postgres.port);
    server = await startPodServer({
      storage: { kind: 'postgres', url: postgres.urlAt(wire.port) },
    });
    owner = await createCitizen(server, { email: 'g@exemple.invalid', password, name: 'gaston' });
    open = await makePublicContainer(owner, 'open');
    anybody = anonymousClient(server.baseUrl);
    clients = [anybody, clientOf((await signIn(server, owner)).fetch)];
  });

  afterAll(async () => {
    await anybody?.close();
    await server?.close();
    await wire?.close();
    await postgres?.remove();
  });

  /** Under load: all is well, then the database is gone for a while, then it is back. */
  async function outage(go: () => Promise<void>, comeBack: () => Promise<void>): Promise<void> {
    const load = new Load(clients, `${open}${randomUUID()}/`);
    await load.until(ANSWERS);
    const going = performance.now();
    await go();
    const gone = performance.now();
    await load.until(ANSWERS / 4);
    const coming = performance.now();
    await comeBack();
    const back = performance.now();
    // A point in time is what is promised.
    await pause(BACK_MILLISECONDS_MAX);
    await load.until(ANSWERS);
    await load.end();

    const moments = { going, gone, coming, back };
    expect(load.answers.map((told) => breachOf(told, moments)).filter(Boolean)).toEqual([]);
    expect(load.answers.filter(({ isUnavailable }) => isUnavailable)).not.toEqual([]);
    expect(await load.lost(anybody)).toEqual([]);
    // The same processes went on.
    expect(server.process.exitCode).toBeNull();
    expect(server.output()).not.toMatch(/takes its place|error/i);
  }

  test(`stopped at once under load, ${OUTAGES} times: 503 within 2 s, served within 5 s, nothing lost`, async () => {
    for (let round = 0; round < OUTAGES; round += 1)
      await outage(
        () => postgres.kill(),
        () => postgres.start(),
      );
  }, 120_000);

  test('accounts, sign-in, subscriptions and health tell it too, and are there again', async () => {
    const asked = requestsElsewhere(server.baseUrl, owner);
    const before = await Promise.all(asked.map((request) => tell(anybody, request)));
    await postgres.kill();
    const meanwhile = await Promise.all(asked.map((request) => tell(anybody, request)));
    await postgres.start();
    const back = performance.now();
    const latest = back + BACK_MILLISECONDS_MAX;
    const after = await Promise.all(asked.map((request) => untilDone(anybody, request, latest)));

    expect(before.filter(({ isDone }) => !isDone)).toEqual([]);
    expect(meanwhile.filter(({ saysWhenToComeBack }) => !saysWhenToComeBack)).toEqual([]);
    for (const { sent, ended } of meanwhile)
      expect(ended - sent).toBeLessThan(TOLD_MILLISECONDS_MAX);
    expect(after.filter(({ isDone }) => !isDone)).toEqual([]);
  }, 60_000);

  test('behind a network that swallows everything: 503 within 2 s, served within 5 s, nothing lost', async () => {
    await outage(
      async () => wire.swallow(),
      async () => wire.mend(),
    );
  }, 60_000);
});

/** How long a process that could not start may take to be there again, once the database is. */
const REPLACED_MILLISECONDS_MAX = 30_000;

describe.skipIf(noPostgres || process.platform !== 'linux')('of two processes that answer', () => {
  test('one that ends while the database is gone is there again once the database is', async () => {
    const postgres = await PostgresServer.create();
    const storage = { kind: 'postgres', url: postgres.url } as const;
    const server = await startPodServer({ storage, more: ['--workers', '2'] });
    try {
      const [first, second] = workersOf(server);
      await postgres.kill();
      process.kill(Number(first), 'SIGKILL');
      await until(() => server.output().split('takes its place').length > 2);
      await postgres.start();
      await until(() => workersOf(server).length === 2 && saysGood(server));

      expect(workersOf(server)).toContain(second);
      expect(workersOf(server)).not.toContain(first);
    } finally {
      await server.close();
      await postgres.remove();
    }
  }, 90_000);
});

/** The processes that a server started, as the system lists them. */
function workersOf({ process: { pid } }: PodServer): readonly string[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
}

async function saysGood({ baseUrl }: PodServer): Promise<boolean> {
  const answer = await fetch(`${baseUrl}.health`).catch(() => undefined);
  return answer?.ok === true;
}

/** Looks often, because nobody tells a test that another process has started. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const latest = performance.now() + REPLACED_MILLISECONDS_MAX;
  while (!(await isSo())) {
    if (performance.now() > latest) throw new Error('It did not come to that in time.');
    await pause(LOOK_MILLISECONDS);
  }
}

const LOOK_MILLISECONDS = 50;

/** What asks the storage outside pods. */
function requestsElsewhere(baseUrl: string, owner: Citizen): readonly Ask[] {
  const { authorization, email, podUrl, webId } = owner;
  const basic = Buffer.from(`${owner.clientId}:${owner.clientSecret}`).toString('base64');
  const form = 'application/x-www-form-urlencoded';
  const type = 'WebSocketChannel2023';
  const subscription = { '@context': [NOTIFICATION], type, topic: webId.split('#')[0] };
  const post = (place: string, contentType: string, body: unknown): Ask => ({
    method: 'POST',
    url: baseUrl + place,
    headers: { 'content-type': contentType },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const token = post('.oidc/token', form, 'grant_type=client_credentials&scope=webid');
  return [
    { method: 'GET', url: `${baseUrl}.account/`, headers: { authorization } },
    post('.account/login/password/', 'application/json', { email, password }),
    { ...token, headers: { ...token.headers, authorization: `Basic ${basic}` } },
    post(`.notifications/${type}/`, 'application/ld+json', subscription),
    { method: 'GET', url: `${baseUrl}.health` },
    { method: 'GET', url: `${podUrl}profile/card` },
  ];
}

/** The first answer that says done, or the last one before it is too late. */
async function untilDone(client: Client, request: Ask, latest: number): Promise<Told> {
  for (;;) {
    const told = await tell(client, request);
    if (told.isDone || performance.now() > latest) return told;
    expect(told.saysWhenToComeBack, told.said).toBe(true);
  }
}

interface Moments {
  readonly going: number;
  readonly gone: number;
  readonly coming: number;
  readonly back: number;
}

/** What is not as promised about an answer at its moment. */
function breachOf(told: Told, { going, gone, coming, back }: Moments): string | undefined {
  const { sent, ended, isDone, isUnavailable } = told;
  const say = (what: string): string => `${what}: ${inWords(told)}`;
  if (ended - sent > TOLD_MILLISECONDS_MAX) return say('too late');
  if (ended < going || sent > back + BACK_MILLISECONDS_MAX)
    return isDone ? undefined : say('not served although the database is there');
  if (isDone && sent > gone && ended < coming) return say('served without a database');
  return isDone || isUnavailable ? undefined : say('told otherwise than by 503');
}

function inWords({ what, sent, ended, said }: Told): string {
  return `${what}: ${said} after ${(ended - sent).toFixed(0)} ms`;
}
