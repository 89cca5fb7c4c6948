import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createClock } from '../../../connectors/kit/clock.ts';
import { createClient, type MobilityClient } from '../../../connectors/mobility/client.ts';
import { readMonth } from '../../../connectors/mobility/reading.ts';
import { NOVEMBER } from './samples.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const closers: (() => Promise<void>)[] = [];
const type = { 'content-type': 'application/json' };
const signal = new AbortController().signal;

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

interface Partner {
  readonly client: MobilityClient;
  readonly calls: string[];
  get(): Promise<unknown>;
}

/** A mobility account that answers as the handler says. */
async function partner(answer: Handler, answerSecondsMax = 20): Promise<Partner> {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const client = createClient({
    api: url,
    signIn: url,
    clientId: 'city',
    clientSecret: 'synthetic',
    rateLimit: { callsPerSecond: 5, callsPerHour: 1_000 },
    clock: createClock({ factor: 1_000 }),
    clockFactor: 1_000,
    answerSecondsMax,
  });
  return { client, calls, get: () => client.get({ path: '/v1/x', bearer: 'b', signal }) };
}

function json(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { ...type, ...headers });
  response.end(JSON.stringify(body));
}

test('the bearer travels in a header, and no token stands in an address', async () => {
  let seen: string | undefined;
  const { client, calls } = await partner((request, response) => {
    seen = request.headers.authorization;
    json(response, 200, { totalElements: 0 });
  });

  await client.get({ path: '/v1/x', query: { skip: '0' }, bearer: 'the-bearer' });

  expect(seen).toBe('Bearer the-bearer');
  expect(calls).toEqual(['GET /v1/x?skip=0']);
});

describe('a refusal is told as what it means', () => {
  test.each<[number, unknown, object, object]>([
    [403, { error: { name: 'ForbiddenError' } }, {}, { code: 'CONSENT_REVOKED' }],
    [403, { error: { name: 'AccessDeniedError' } }, {}, { code: 'PARTNER_REFUSED' }],
    [403, '<h1>Blocked</h1>', {}, { code: 'PARTNER_REFUSED' }],
    [401, { error: { name: 'UnauthorizedError' } }, {}, { code: 'PARTNER_DOWN' }],
    [404, {}, {}, { code: 'NO_DATA' }],
    [422, {}, {}, { code: 'PARTNER_REFUSED' }],
    [503, {}, {}, { code: 'PARTNER_DOWN' }],
    [429, {}, { 'retry-after': '90' }, { code: 'PARTNER_SLOW_DOWN', retryAfterSeconds: 90 }],
    [429, {}, {}, { code: 'PARTNER_SLOW_DOWN' }],
    [
      429,
      {},
      { 'retry-after': 'Mon, 23 Nov 2026 11:00:00 GMT' },
      { code: 'PARTNER_SLOW_DOWN', retryAt: new Date('2026-11-23T11:00:00Z') },
    ],
  ])('%i with %j', async (status, body, headers, error) => {
    const { get } = await partner((_request, response) => json(response, status, body, headers));

    await expect(get()).rejects.toMatchObject(error);
  });

  test.each<[number, object, string]>([
    [400, { error: 'invalid_grant', error_description: 'Token is not active' }, 'CONSENT_EXPIRED'],
    [400, { error: 'invalid_grant', error_description: 'Session not active' }, 'CONSENT_REVOKED'],
    [401, { error: 'unauthorized_client' }, 'PARTNER_REFUSED'],
    [502, {}, 'PARTNER_DOWN'],
    [429, {}, 'PARTNER_SLOW_DOWN'],
  ])('at the sign-in %i with %j is %s', async (status, body, code) => {
    const { client } = await partner((_request, response) => json(response, status, body));

    await expect(client.token({ grant_type: 'refresh_token' })).rejects.toMatchObject({ code });
  });

  test('what is gone already need not be given back', async () => {
    const { client } = await partner((_request, response) => json(response, 404, {}));

    await expect(client.delete({ path: '/v1/x', bearer: 'b' })).resolves.toBeUndefined();
  });
});

test.each<[string, Handler]>([
  ['never comes', () => undefined],
  ['is cut off', (request) => request.socket.destroy()],
  ['leads elsewhere', (_request, response) => response.writeHead(302, { location: '/' }).end()],
])('an answer that %s means that the account is down', async (_how, answer) => {
  const { get } = await partner(answer, 0.5);

  await expect(get()).rejects.toMatchObject({ code: 'PARTNER_DOWN' });
});

describe('a list', () => {
  const validation = (id: number) => ({
    validationId: `v-${id}`,
    enterpriseName: 'TCL',
    date: '2026-11-10T06:57:00+01:00',
    mode: 'BUS',
  });
  const question = (client: MobilityClient) =>
    readMonth({ client, citizenId: 'cit-1', bearer: 'b', period: NOVEMBER, signal });

  /** Lists of which only the validations hold something: as many as `total` says, page by page. */
  const account =
    (total: number, page: (skip: number) => unknown[]): Handler =>
    (request, response) => {
      const url = new URL(request.url ?? '', 'http://localhost');
      const name = url.pathname.split('/').at(-1) ?? '';
      const skip = Number(url.searchParams.get('skip'));
      const items = name === 'validations' ? page(skip) : [];
      json(response, 200, {
        [name]: items,
        totalElements: name === 'validations' ? total : 0,
      });
    };

  test('is read page after page to its end', async () => {
    const all = Array.from({ length: 250 }, (_, index) => validation(index));
    const { client, calls } = await partner(account(250, (skip) => all.slice(skip, skip + 100)));

    const { validations } = await question(client);

    expect(validations.map(({ id }) => id)).toEqual(all.map(({ validationId }) => validationId));
    expect(calls.filter((call) => call.includes('/validations'))).toEqual([
      expect.stringContaining('skip=0&limit=100'),
      expect.stringContaining('skip=100&limit=100'),
      expect.stringContaining('skip=200&limit=100'),
    ]);
    expect(calls[0]).toContain('from=2026-10-31T23%3A00%3A00.000Z&to=2026-11-30T23%3A00%3A00.000Z');
  });

  test('that is not as long as it says is refused', async () => {
    const { client } = await partner(account(2, (skip) => (skip === 0 ? [validation(1)] : [])));

    await expect(question(client)).rejects.toMatchObject({
      code: 'PARTNER_ANSWER_INVALID',
      message: expect.stringContaining('validations ends before totalElements'),
    });
  });

  test('that never ends is given up', async () => {
    const { client } = await partner(account(10_000, () => [validation(1)]));

    await expect(question(client)).rejects.toMatchObject({
      message: expect.stringContaining('more than 100 pages'),
    });
  });

  test('that says two things under one number is refused', async () => {
    const changed = { ...validation(1), mode: 'TRAM' };
    const { client } = await partner(account(2, () => [validation(1), changed]));

    await expect(question(client)).rejects.toMatchObject({
      code: 'PARTNER_ANSWER_INVALID',
      message: expect.stringContaining('validations twice with different values'),
    });
  });
});
