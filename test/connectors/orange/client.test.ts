import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createClock } from '../../../connectors/kit/clock.ts';
import { createClient, type OrangeClient } from '../../../connectors/orange/client.ts';
import { feeds } from '../../../connectors/orange/feeds.ts';
import { refusalOf } from '../../../connectors/orange/refusal.ts';
import type { CallMonth } from '../../../shapes/call-month/call-month.ts';
import { call, LINE, mask, message } from './samples.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const closers: (() => Promise<void>)[] = [];
const clock = createClock({ now: new Date('2026-11-23T10:00:00Z'), factor: 1_000 });
const access = { line: LINE, kind: 'mobile' as const, token: 'synthetic.token.text' };

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

interface Partner {
  readonly client: OrangeClient;
  readonly calls: string[];
}

/** An Orange that answers as the handler says. */
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
  const client = createClient({
    api: `http://localhost:${(server.address() as AddressInfo).port}`,
    rateLimit: { callsPerSecond: 5, callsPerHour: 1_000 },
    clock,
    clockFactor: 1_000,
    answerSecondsMax,
  });
  return { client, calls };
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json;charset=utf-8' });
  response.end(JSON.stringify(body));
}

/** An Orange that gives so many of its rows at a time, from the asked second on. */
const inParts =
  (rows: readonly { readonly ts?: string }[], perAnswer: number): Handler =>
  (request, response) => {
    const start = new URL(request.url ?? '', 'http://localhost').searchParams.get('start') ?? '';
    json(response, 200, rows.filter(({ ts = '' }) => ts >= start).slice(0, perAnswer));
  };

async function callsRead({ client }: Partner, month = '2026-11'): Promise<CallMonth['records']> {
  const signal = new AbortController().signal;
  const reading = { client, access, lineId: 'mobile-k7f3q2m4abcde', mask, signal };
  const { document } = await feeds.calls.read(reading, month);
  return document === undefined ? [] : (document.thing as CallMonth).records;
}

describe('the client', () => {
  test('asks with a start and a bearer’s token, which is in no address', async () => {
    const seen: unknown[] = [];
    const orange = await partner((request, response) => {
      seen.push(request.headers.authorization);
      json(response, 200, []);
    });

    await callsRead(orange);

    expect(orange.calls).toEqual(['GET /data/cra?start=2026-11-01T00%3A00%3A00']);
    expect(seen).toEqual(['Bearer synthetic.token.text']);
  });

  test('tries nothing twice', async () => {
    const orange = await partner((_request, response) => json(response, 503, {}));

    await expect(callsRead(orange)).rejects.toMatchObject({ code: 'PARTNER_DOWN' });
    expect(orange.calls).toHaveLength(1);
  });

  test('takes for a PDF only what begins as one', async () => {
    const orange = await partner((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/pdf' }).end('<h1>Maintenance</h1>');
    });

    await expect(
      orange.client.file({ path: '/data/factures/1/pdf', ...access }),
    ).rejects.toMatchObject({
      code: 'PARTNER_ANSWER_INVALID',
      message: 'Orange sent no PDF where one is due',
    });
  });

  test('keeps the bytes of a PDF as they are', async () => {
    const bytes = Buffer.from('%PDF-1.4\n\xff\xfe\x00\n%%EOF', 'latin1');
    const orange = await partner((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/pdf' }).end(bytes);
    });

    const file = await orange.client.file({ path: '/data/factures/1/pdf', ...access });

    expect(Buffer.from(file).equals(bytes)).toBe(true);
  });

  test.each<[string, Handler]>([
    ['never comes', () => undefined],
    ['is cut off', (request) => request.socket.destroy()],
    ['leads elsewhere', (_request, response) => response.writeHead(302, { location: '/' }).end()],
  ])('an answer that %s means that Orange is down', async (_how, answer) => {
    const orange = await partner(answer, 0.5);

    await expect(callsRead(orange)).rejects.toMatchObject({ code: 'PARTNER_DOWN' });
  });
});

describe('an answer that holds only the first of the rows', () => {
  const second = '2026-11-03T08:00:00';
  const rows = [
    call('2026-11-02T08:00:00'),
    call(second),
    message(second),
    message(second, { partner: '33639981002' }),
    call('2026-11-04T08:00:00'),
    call('2026-11-05T08:00:00'),
    call('2026-12-05T08:00:00'),
  ];

  test.each([4, 5, 6, 100])(
    'and cuts a second in two loses nothing and brings nothing twice (%i rows at a time)',
    async (perAnswer) => {
      const records = await callsRead(await partner(inParts(rows, perAnswer)));

      expect(records.map(({ at }) => at.getUTCDate())).toEqual([2, 3, 3, 3, 4, 5]);
    },
  );

  test('is asked for again from the last second that came, and not after the month', async () => {
    const orange = await partner(inParts(rows, 4));

    await callsRead(orange);

    expect(orange.calls.map((one) => decodeURIComponent(one.split('start=')[1] ?? ''))).toEqual([
      '2026-11-01T00:00:00',
      second,
      '2026-11-04T08:00:00',
    ]);
  });

  test('and is smaller than what happened in one second is refused rather than guessed at', async () => {
    const orange = await partner(inParts(rows, 2));

    await expect(callsRead(orange)).rejects.toMatchObject({
      code: 'PARTNER_ANSWER_INVALID',
      message: 'Orange has more rows in one second than one answer holds',
    });
  });

  test('and never ends is given up', async () => {
    let sent = 0;
    const orange = await partner((request, response) => {
      const start = new URL(request.url ?? '', 'http://localhost').searchParams.get('start') ?? '';
      sent += 1;
      json(response, 200, [call(start, { units: sent })]);
    });

    await expect(callsRead(orange)).rejects.toMatchObject({ code: 'PARTNER_ANSWER_INVALID' });
  });
});

describe('a refusal', () => {
  const now = new Date('2026-11-23T10:00:00Z');
  const inAnHour = now.getTime() / 1_000 + 3_600;
  const refusal = (status: number, change: object = {}) =>
    refusalOf({ status, headers: new Headers(), tokenEnds: inAnHour, now, ...change });

  test.each<[number, object, string]>([
    [401, {}, 'CONSENT_REVOKED'],
    [401, { tokenEnds: undefined }, 'CONSENT_REVOKED'],
    [401, { tokenEnds: inAnHour - 3_600 }, 'CONSENT_EXPIRED'],
    [403, {}, 'PARTNER_REFUSED'],
    [404, {}, 'NO_DATA'],
    [400, {}, 'PARTNER_REFUSED'],
    [429, {}, 'PARTNER_SLOW_DOWN'],
    [500, {}, 'PARTNER_DOWN'],
    [503, {}, 'PARTNER_DOWN'],
  ])('of %i %j is %s', (status, change, code) => {
    expect(refusal(status, change)).toMatchObject({ code });
  });

  test('names the pause that Orange asks for, or a minute', () => {
    const pausing = (text: string) => ({ headers: new Headers({ 'retry-after': text }) });

    expect(refusal(429, pausing('120'))).toMatchObject({ retryAfterSeconds: 120, forAll: true });
    expect(refusal(429, pausing('soon'))).toMatchObject({ retryAfterSeconds: 60, forAll: true });
  });
});
