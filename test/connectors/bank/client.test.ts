import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { apiBerlin } from '../../../connectors/bank/api-berlin.ts';
import { createClient } from '../../../connectors/bank/client.ts';
import { PeriodTooOld, refusalOf } from '../../../connectors/bank/refusal.ts';
import { createClock } from '../../../connectors/kit/clock.ts';
import { question, sample } from './samples.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A bank that answers as the handler says, and what it was asked. */
async function bank(answer: Handler) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
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
    ...{ name: 'Banque Exemple', api: `${url}/psd2`, pages: url },
    rateLimit: { callsPerSecond: 5, callsPerHour: 1_000 },
    clock: createClock({ factor: 1_000 }),
    clockFactor: 1_000,
    answerSecondsMax: 5,
  });
  const asker = { credentials: { 'consent-id': 'cst-1' }, signal: new AbortController().signal };
  return { asked, ask: () => client.ask(apiBerlin.transactions, question, asker) };
}

function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const pageWith = (next: string | undefined): object => ({
  transactions: { booked: [], _links: next === undefined ? {} : { next: { href: next } } },
});

describe('the client', () => {
  test('asks with both states and the first day, the consent in a header and an id of its own', async () => {
    const { ask, asked } = await bank((_request, response) =>
      json(response, sample('berlin-transactions')),
    );

    expect(await ask()).toHaveLength(2);

    expect(asked.map(({ url }) => url)).toEqual([
      '/psd2/v1/accounts/acc-00017/transactions?bookingStatus=both&dateFrom=2026-10-01',
    ]);
    expect(asked[0]?.headers).toMatchObject({
      'consent-id': 'cst-1',
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    // Nobody is there when a run asks, and the bank must not be told otherwise.
    expect(Object.keys(asked[0]?.headers ?? {}).filter((name) => name.startsWith('psu'))).toEqual(
      [],
    );
  });

  test('follows the links of the bank, as it writes them, to the last page', async () => {
    const { ask, asked } = await bank((request, response) =>
      json(
        response,
        request.url?.includes('after=2') ? pageWith(undefined) : pageWith('/psd2/more?after=2'),
      ),
    );

    await ask();

    expect(asked.map(({ url }) => url).at(-1)).toBe('/psd2/more?after=2');
    expect(asked).toHaveLength(2);
  });

  test('follows no link to another house, for its credentials would go along', async () => {
    const { ask, asked } = await bank((_request, response) =>
      json(response, pageWith('https://ailleurs.exemple.invalid/v1')),
    );

    await expect(ask()).rejects.toMatchObject({ code: 'PARTNER_ANSWER_INVALID' });
    expect(asked).toHaveLength(1);
  });

  test('does not turn in a circle, nor read for ever', async () => {
    const circle = await bank((request, response) => json(response, pageWith(request.url)));
    let page = 0;
    const endless = await bank((_request, response) => {
      page += 1;
      json(response, pageWith(`/psd2/more?page=${page}`));
    });

    await expect(circle.ask()).rejects.toThrow('leads to a page that was read before');
    await expect(endless.ask()).rejects.toThrow('has more than 100 pages');
    expect(endless.asked).toHaveLength(100);
  });

  test('tries nothing twice', async () => {
    const { ask, asked } = await bank((_request, response) => json(response, {}, 503));

    await expect(ask()).rejects.toMatchObject({ code: 'PARTNER_DOWN' });
    expect(asked).toHaveLength(1);
  });
});

describe('a refusal', () => {
  const now = new Date('2026-10-24T10:00:00Z');
  const refused = (status: number, text: string, headers = new Headers()) =>
    refusalOf({ bank: 'Banque Exemple', status, text, headers, now });
  const berlin = (code: string): string =>
    JSON.stringify({ tppMessages: [{ category: 'ERROR', code }] });

  test.each([
    [401, berlin('CONSENT_EXPIRED'), 'CONSENT_EXPIRED'],
    [401, berlin('CONSENT_INVALID'), 'CONSENT_REVOKED'],
    [403, berlin('CONSENT_UNKNOWN'), 'CONSENT_EXPIRED'],
    [403, berlin('SERVICE_BLOCKED'), 'PARTNER_REFUSED'],
    [404, berlin('RESOURCE_UNKNOWN'), 'NO_DATA'],
    [401, berlin('CERTIFICATE_EXPIRED'), 'PARTNER_REFUSED'],
    [400, berlin('FORMAT_ERROR'), 'PARTNER_REFUSED'],
    [406, '', 'PARTNER_REFUSED'],
    [403, '{"status":403,"error":"FORBIDDEN"}', 'CONSENT_REVOKED'],
    [400, '{"error":"invalid_grant"}', 'CONSENT_REVOKED'],
    [502, '<h1>Bad gateway</h1>', 'PARTNER_DOWN'],
    [500, '[]', 'PARTNER_DOWN'],
  ])('%i %s is %s', (status, text, code) => {
    expect(refused(status, text)).toMatchObject({ code });
  });

  test('of the samples says that the consent is over, or that today’s calls are', () => {
    const samples = sample('berlin-errors') as { status: number; body: object }[];

    expect(samples.map(({ status, body }) => refused(status, JSON.stringify(body)))).toMatchObject([
      { code: 'CONSENT_EXPIRED' },
      { code: 'PARTNER_SLOW_DOWN' },
    ]);
  });

  test('for too many calls waits until midnight in Paris, on the eve of a clock change too', () => {
    expect(refused(429, berlin('ACCESS_EXCEEDED'))).toMatchObject({
      retryAt: new Date('2026-10-24T22:00:00Z'),
    });
    expect(
      refusalOf({
        ...{ bank: 'Banque Exemple', status: 429, text: '', headers: new Headers() },
        now: new Date('2026-10-25T10:00:00Z'),
      }),
    ).toMatchObject({ retryAt: new Date('2026-10-25T23:00:00Z') });
  });

  test('that names a pause is believed', () => {
    expect(refused(429, '', new Headers({ 'retry-after': '120' }))).toMatchObject({
      retryAfterSeconds: 120,
    });
  });

  test('of a period that is too old is no failure of the run', () => {
    expect(refused(400, berlin('PERIOD_INVALID'))).toBeInstanceOf(PeriodTooOld);
  });

  test('tells the operator status and code, and nothing that the bank wrote beside', () => {
    const text = JSON.stringify({
      tppMessages: [{ code: 'SERVICE_BLOCKED', text: 'Odile FABRE' }],
    });

    expect(refused(403, text).message).toBe('Banque Exemple answered 403 with SERVICE_BLOCKED');
  });
});
