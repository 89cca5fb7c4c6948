import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { api2026 } from '../../../connectors/enedis/api-2026.ts';
import { createClient, type EnedisClient } from '../../../connectors/enedis/client.ts';
import { createClock } from '../../../connectors/kit/clock.ts';
import { createRateLimit } from '../../../connectors/kit/partner/rate-limit.ts';
import { asked, curveAnswer } from './samples.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const ANSWER_BYTES_MAX = 2_000_000;
const closers: (() => Promise<void>)[] = [];
const NEVER = new AbortController().signal;
const clock = createClock({ factor: 1_000 });
const curve = curveAnswer([{ d: '2026-06-01 00:30:00', v: '420' }]);

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

interface Partner {
  readonly client: EnedisClient;
  readonly calls: string[];
  ask(signal?: AbortSignal): Promise<unknown>;
}

/** An Enedis that hands out tokens and answers everything else as the handler says. */
async function partner(
  answer: Handler,
  { token = {}, answerSecondsMax = 20 }: { token?: object; answerSecondsMax?: number } = {},
): Promise<Partner> {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    if (request.url !== '/oauth2/v3/token') {
      answer(request, response);
      return;
    }
    json(response, 200, { access_token: `t${calls.length}`, expires_in: '12600', ...token });
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const client = createClient({
    api: `http://localhost:${(server.address() as AddressInfo).port}`,
    clientId: 'city',
    clientSecret: 'synthetic',
    rateLimit: { callsPerSecond: 5, callsPerHour: 1_000 },
    clock,
    clockFactor: 1_000,
    answerSecondsMax,
  });
  return {
    client,
    calls,
    ask: (signal = NEVER) =>
      client.ask(api2026.loadCurve, asked('2026-06-01', '2026-06-02'), signal),
  };
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json;charset=utf-8' });
  response.end(JSON.stringify(body));
}

describe('the client', () => {
  test('asks with exactly the parameters of the Swagger', async () => {
    const { ask, calls } = await partner((_request, response) => json(response, 200, curve));

    await ask();

    expect(calls).toEqual([
      'POST /oauth2/v3/token',
      'GET /mesure_synchrone_auto/v2/courbe_de_charge_consommation' +
        '?pointId=19274650318842&dateDebut=2026-06-01&dateFin=2026-06-02',
    ]);
  });

  test('fetches one token however many ask at once, and keeps it', async () => {
    const { ask, calls } = await partner((_request, response) => json(response, 200, curve));

    await Promise.all([ask(), ask(), ask()]);
    await ask();

    expect(calls.filter((call) => call.startsWith('POST'))).toHaveLength(1);
  });

  test('renews a token before it ends', async () => {
    const shortLived = { token: { expires_in: 30 } };
    const { ask, calls } = await partner(
      (_request, response) => json(response, 200, curve),
      shortLived,
    );

    await ask();
    await ask();

    expect(calls.filter((call) => call.startsWith('POST'))).toHaveLength(2);
  });

  test('forgets a token that Enedis does not take any more, and tries nothing itself', async () => {
    const { ask, calls } = await partner((request, response) =>
      request.headers.authorization === 'Bearer t1'
        ? json(response, 401, { code: '900901', message: 'Invalid Credentials' })
        : json(response, 200, curve),
    );

    await expect(ask()).rejects.toMatchObject({ code: 'PARTNER_DOWN' });
    expect(calls).toHaveLength(2);
    await expect(ask()).resolves.toHaveLength(1);
  });

  test('says that it is our turn when Enedis does not know the city', async () => {
    const { client } = await partner((_request, response) => json(response, 200, {}), {
      token: { access_token: undefined },
    });

    await expect(
      client.ask(api2026.loadCurve, asked('2026-06-01', '2026-06-02'), NEVER),
    ).rejects.toMatchObject({
      code: 'PARTNER_ANSWER_INVALID',
      message: 'Enedis sent data in which access_token is missing',
    });
  });
});

describe('an answer that cannot be trusted is refused', () => {
  const type = { 'content-type': 'application/json' };

  test.each<[string, Handler, string]>([
    [
      'a page of HTML',
      (_request, response) =>
        response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Maintenance</h1>'),
      'Enedis sent text/html where JSON is due',
    ],
    [
      'JSON that breaks off',
      (_request, response) =>
        response.writeHead(200, type).end(JSON.stringify(curve).slice(0, 100)),
      'Enedis sent JSON that breaks off or is malformed',
    ],
    [
      'ten megabytes, announced',
      (_request, response) =>
        response
          .writeHead(200, { ...type, 'content-length': 10_000_000 })
          .end('x'.repeat(10_000_000)),
      `longer than ANSWER_BYTES_MAX (${ANSWER_BYTES_MAX} bytes)`,
    ],
    [
      'ten megabytes, unannounced',
      (_request, response) => {
        response.writeHead(200, type);
        for (let part = 0; part < 100; part += 1) response.write('x'.repeat(100_000));
        response.end();
      },
      `longer than ANSWER_BYTES_MAX (${ANSWER_BYTES_MAX} bytes)`,
    ],
  ])('%s', async (_what, answer, sentence) => {
    const { ask } = await partner(answer);

    await expect(ask()).rejects.toMatchObject({
      code: 'PARTNER_ANSWER_INVALID',
      message: expect.stringContaining(sentence),
    });
  });

  test.each<[string, Handler]>([
    ['never comes', () => undefined],
    [
      'drips too slowly',
      (_request, response) => {
        response.writeHead(200, type);
        const timer = setInterval(() => response.write(' '), 50);
        response.on('close', () => clearInterval(timer));
      },
    ],
    ['is cut off', (request) => request.socket.destroy()],
    [
      'is cut off in the middle',
      (_request, response) => {
        response.writeHead(200, { ...type, 'content-length': 1_000 });
        response.write('{"idPrm":', () => response.socket?.destroy());
      },
    ],
    ['leads elsewhere', (_request, response) => response.writeHead(302, { location: '/' }).end()],
    ['is a page of a proxy that is down', (_request, response) => response.writeHead(502).end()],
  ])('one that %s means that Enedis is down', async (_how, answer) => {
    const { ask } = await partner(answer, { answerSecondsMax: 0.5 });

    await expect(ask()).rejects.toMatchObject({ code: 'PARTNER_DOWN' });
  });

  test('a refusal is read in both of its forms', async () => {
    const bodies = [
      { code: '900908', message: 'Resource forbidden', description: 'subscription missing' },
      { error: 'ADAM-DC-0008', error_description: 'no consent', error_uri: '' },
    ];
    const { ask } = await partner((_request, response) => json(response, 403, bodies.shift()));

    await expect(ask()).rejects.toMatchObject({ code: 'SUBSCRIPTION_MISSING' });
    await expect(ask()).rejects.toMatchObject({ code: 'CONSENT_REVOKED' });
  });

  test('a call that is stopped ends with the reason of the stop', async () => {
    const stop = new AbortController();
    const { ask } = await partner(() => stop.abort(new Error('the citizen paused')));

    await expect(ask(stop.signal)).rejects.toThrow('the citizen paused');
  });
});

describe('the limit of calls', () => {
  const limits = { callsPerSecond: 5, callsPerHour: 12 };

  test('lets five calls pass, and the sixth a second after the first was answered', async () => {
    const waits: number[] = [];
    const limit = createRateLimit(limits, recording(waits), 1);

    const answered = await Promise.all(Array.from({ length: 5 }, () => limit.enter(NEVER)));
    for (const done of answered) done();
    await limit.enter(NEVER);

    expect(waits.length).toBeGreaterThan(0);
    expect(waits.reduce((sum, wait) => sum + wait)).toBeGreaterThan(900);
  });

  test('counts calls that have no answer yet', async () => {
    const stop = new AbortController();
    const limit = createRateLimit(limits, createClock({ factor: 1 }), 1);
    for (let call = 0; call < 5; call += 1) await limit.enter(NEVER);

    const sixth = limit.enter(stop.signal);
    stop.abort(new Error('stopped while waiting'));

    await expect(sixth).rejects.toThrow('stopped while waiting');
  });

  test('shrinks with the clock', async () => {
    const limit = createRateLimit({ callsPerSecond: 5, callsPerHour: 1_000 }, clock, 1_000);
    const start = performance.now();

    for (let call = 0; call < 30; call += 1) (await limit.enter(NEVER))();

    expect(performance.now() - start).toBeLessThan(1_000);
  });

  function recording(waits: number[]) {
    const real = createClock({ factor: 1 });
    return {
      now: real.now,
      wait: (milliseconds: number, signal?: AbortSignal) => {
        waits.push(milliseconds);
        return real.wait(milliseconds, signal);
      },
    };
  }
});
