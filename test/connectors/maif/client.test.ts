import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { createClock } from '../../../connectors/kit/clock.ts';
import { createClient, type MaifClient } from '../../../connectors/maif/client.ts';
import { BearerRefused } from '../../../connectors/maif/refusal.ts';
import { credentials, redirectUrl } from './stage.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const NEVER = new AbortController().signal;
const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

interface Call {
  readonly line: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** A MAIF that answers everything as the handler says. */
async function partner(
  answer: Handler,
  answerSecondsMax = 20,
): Promise<{ readonly client: MaifClient; readonly calls: Call[] }> {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts).toString();
    const { authorization } = request.headers;
    calls.push({ line: `${request.method} ${request.url}`, authorization, body });
    answer(request, response, body);
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
    ...credentials,
    api: url,
    connect: url,
    redirectUrl,
    rateLimit: { callsPerSecond: 5, callsPerHour: 1_000 },
    clock: createClock({ factor: 1_000 }),
    clockFactor: 1_000,
    answerSecondsMax,
  });
  return { client, calls };
}

const json =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Handler =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json;charset=utf-8', ...headers });
    response.end(JSON.stringify(body));
  };

describe('the client', () => {
  test('asks for the data with the id_token as bearer and the application’s key', async () => {
    const { client, calls } = await partner(json(200, { MesInfos: {} }));

    await client.myInformation('the.id.token', NEVER);

    expect(calls).toEqual([
      {
        line: 'GET /prod/cozy/v1/mes_infos?apikey=synthetic-key',
        authorization: 'Bearer the.id.token',
        body: '',
      },
    ]);
  });

  test('asks for tokens with the city’s secret in the header, and never in the address', async () => {
    const { client, calls } = await partner(json(200, {}));

    await client.exchange('the-code');
    await client.refresh('the-refresh-token', 'CONSENT_EXPIRED', NEVER);

    const secret = `city:${encodeURIComponent(credentials.clientSecret)}`;
    const authorization = `Basic ${Buffer.from(secret).toString('base64')}`;
    const line = 'POST /connect/token';
    expect(calls).toEqual([
      {
        line,
        authorization,
        body: `grant_type=authorization_code&code=the-code&redirect_uri=${encodeURIComponent(redirectUrl)}`,
      },
      {
        line,
        authorization,
        body: 'grant_type=refresh_token&refresh_token=the-refresh-token',
      },
    ]);
  });

  test('tries nothing twice', async () => {
    const { client, calls } = await partner(json(503, {}));

    await expect(client.myInformation('t', NEVER)).rejects.toMatchObject({ code: 'PARTNER_DOWN' });
    expect(calls).toHaveLength(1);
  });

  test.each<[number, object, string]>([
    [403, { error: 'access_denied' }, 'CONSENT_REVOKED'],
    [403, { error: 'invalid_apikey' }, 'PARTNER_REFUSED'],
    [403, {}, 'PARTNER_REFUSED'],
    [400, {}, 'PARTNER_REFUSED'],
    [404, {}, 'NO_DATA'],
    [500, {}, 'PARTNER_DOWN'],
    [502, {}, 'PARTNER_DOWN'],
    [429, {}, 'PARTNER_SLOW_DOWN'],
  ])('takes %i with %j for data as %s', async (status, body, code) => {
    const { client } = await partner(json(status, body));

    await expect(client.myInformation('t', NEVER)).rejects.toMatchObject({ code });
  });

  test('takes 401 for data as an id_token to renew, and as an outage if that does not help', async () => {
    const { client } = await partner(json(401, { error: 'invalid_token' }));

    const refused = await client.myInformation('t', NEVER).catch((error: unknown) => error);

    expect(refused).toBeInstanceOf(BearerRefused);
    expect(refused).toMatchObject({ code: 'PARTNER_DOWN' });
  });

  test.each<[number, object, string]>([
    [400, { error: 'invalid_grant' }, 'CONSENT_EXPIRED'],
    [401, { error: 'invalid_client' }, 'PARTNER_REFUSED'],
    [400, { error: 'invalid_scope' }, 'PARTNER_REFUSED'],
    [503, {}, 'PARTNER_DOWN'],
    [429, {}, 'PARTNER_SLOW_DOWN'],
  ])('takes %i with %j for tokens as %s', async (status, body, code) => {
    const { client } = await partner(json(status, body));

    const coming = client.refresh('r', 'CONSENT_EXPIRED', NEVER);

    await expect(coming).rejects.toMatchObject({ code });
  });

  test.each([
    [{ 'retry-after': '120' }, { retryAfterSeconds: 120 }],
    [
      { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' },
      { retryAt: new Date('2026-10-21T07:28:00Z') },
    ],
    [{}, { retryAfterSeconds: 60 }],
  ])('pauses as MAIF asks: %j is %j', async (headers, pause) => {
    const { client } = await partner(json(429, {}, headers));

    await expect(client.myInformation('t', NEVER)).rejects.toMatchObject(pause);
  });

  test('waits no longer than it was told', async () => {
    const { client } = await partner(() => undefined, 0.05);

    await expect(client.myInformation('t', NEVER)).rejects.toMatchObject({
      code: 'PARTNER_DOWN',
      message: 'MAIF did not answer within 0.05 s',
    });
  });

  test.each<[string, Handler]>([
    [
      'a refusal that repeats what was sent',
      (request, response, body) => {
        const { authorization } = request.headers;
        json(500, { error: authorization, message: request.url, body })(request, response, body);
      },
    ],
    ['a line that is cut', (_request, response) => void response.socket?.destroy()],
    [
      'a page',
      (request, response, body) => {
        response.setHeader('content-type', 'text/html');
        response.end(`<p>${request.url} ${request.headers.authorization} ${body}`);
      },
    ],
    [
      'broken JSON',
      (request, response) => {
        response.setHeader('content-type', 'application/json');
        response.end(`{"MesInfos": "${request.url} ${request.headers.authorization}`);
      },
    ],
    [
      'a way to somewhere else',
      (request, response) => {
        response.writeHead(302, { location: `https://other.invalid${request.url}` });
        response.end();
      },
    ],
  ])('keeps key, secret and tokens out of what it says about %s', async (_what, answer) => {
    const { client } = await partner(answer);

    const failures = [
      await client.myInformation('the-id-token', NEVER).catch((error: unknown) => error),
      await client
        .refresh('the-refresh-token', 'CONSENT_EXPIRED', NEVER)
        .catch((error: unknown) => error),
    ];

    for (const failure of failures) {
      expect(failure).toBeInstanceOf(Error);
      expect(inspect(failure, { depth: 10 })).not.toMatch(
        /synthetic-key|synthetic%20secret|synthetic secret|the-id-token|the-refresh-token|Basic /,
      );
    }
  });
});
