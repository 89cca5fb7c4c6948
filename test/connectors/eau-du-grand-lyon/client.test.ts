import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import * as api from '../../../connectors/eau-du-grand-lyon/api.ts';
import { createClient } from '../../../connectors/eau-du-grand-lyon/client.ts';
import { createClock } from '../../../connectors/kit/clock.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const closers: (() => Promise<void>)[] = [];
const credentials = { username: 'odile@exemple.invalid', password: 'p&ss=w%rd' };
const redirectUri = 'http://localhost:3320/autorisation-callback.html';

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const AUTHENTICATE = 'POST /auth/externe/authentification';
const AUTHORIZE = 'GET /auth/authorize-internet';
const TOKEN = 'POST /auth/tokenUtilisateurInternet';

/** A web space that signs everybody in; what the test says goes first. */
async function partner(answers: Record<string, Answer> = {}) {
  const calls: string[] = [];
  const bodies: string[] = [];
  const usual: Record<string, Answer> = {
    [AUTHENTICATE]: (_request, response) =>
      response.writeHead(204, { 'set-cookie': ['a=1; HttpOnly; Secure', 'b=2; Path=/'] }).end(),
    [AUTHORIZE]: (_request, response) =>
      response.writeHead(302, { location: `${redirectUri}?code=abc` }).end(),
    [TOKEN]: (_request, response) =>
      json(response, 200, { access_token: `t${calls.length}`, expires_in: 900 }),
    'GET /rest/produits/factures': (_request, response) => json(response, 200, []),
  };
  const server = createServer((request, response) => {
    const call = `${request.method} ${request.url?.split('?')[0]}`;
    calls.push(call);
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      bodies.push(body || (request.url ?? ''));
      (answers[call] ?? usual[call] ?? notFound)(request, response);
    });
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
    clientId: 'web-space',
    redirectUri,
    rateLimit: { callsPerSecond: 5, callsPerHour: 1_000 },
    clock: createClock({ factor: 1_000 }),
    clockFactor: 1_000,
    answerSecondsMax: 5,
  });
  return { client, calls, bodies, open: () => client.open(credentials) };
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

const notFound: Answer = (_request, response) => response.writeHead(404).end();

describe('signing in', () => {
  test('goes from password to cookie to code to token, and proves that it is one person throughout', async () => {
    let cookie: string | undefined;
    const { open, calls, bodies } = await partner({
      [AUTHORIZE]: (request, response) => {
        cookie = request.headers.cookie;
        response.writeHead(302, { location: `${redirectUri}?code=abc` }).end();
      },
    });

    await open();

    expect(calls).toEqual([AUTHENTICATE, AUTHORIZE, TOKEN]);
    expect(cookie).toBe('a=1; b=2');
    const [form, address = '', exchange] = bodies;
    expect(Object.fromEntries(new URLSearchParams(form))).toEqual({
      ...credentials,
      client_id: 'web-space',
    });
    const asked = new URL(address, redirectUri).searchParams;
    expect(asked.get('code_challenge_method')).toBe('S256');
    expect(asked.get('code_challenge')).toMatch(/^[\w-]{43}$/);
    expect(new URLSearchParams(exchange).get('code_verifier')).toMatch(/^[\w-]{43}$/);
    // A password in an address would end in the logs of everybody on the way.
    expect(address).not.toContain('p&ss');
  });

  test.each<[string, string, Answer, string]>([
    ['no cookie', AUTHENTICATE, (_q, r) => r.writeHead(204).end(), 'PARTNER_ANSWER_INVALID'],
    ['no redirect', AUTHORIZE, (_q, r) => r.writeHead(200).end(), 'PARTNER_DOWN'],
    ['no address', AUTHORIZE, (_q, r) => r.writeHead(302).end(), 'PARTNER_ANSWER_INVALID'],
    [
      'no code',
      AUTHORIZE,
      (_q, r) => r.writeHead(302, { location: `${redirectUri}?error=x` }).end(),
      'PARTNER_ANSWER_INVALID',
    ],
    [
      'another path',
      AUTHORIZE,
      (_q, r) => r.writeHead(302, { location: 'http://localhost:3320/other?code=abc' }).end(),
      'PARTNER_ANSWER_INVALID',
    ],
    ['no token', TOKEN, (_q, r) => json(r, 200, {}), 'PARTNER_ANSWER_INVALID'],
    ['a session that is lost at once', TOKEN, (_q, r) => json(r, 401, {}), 'PARTNER_DOWN'],
    ['a page of maintenance', AUTHENTICATE, (_q, r) => r.writeHead(503).end(), 'PARTNER_DOWN'],
    ['a form of another kind', AUTHENTICATE, (_q, r) => r.writeHead(400).end(), 'PARTNER_REFUSED'],
  ])('that brings %s is no session', async (_what, call, answer, code) => {
    const { open } = await partner({ [call]: answer });

    await expect(open()).rejects.toMatchObject({ code });
  });
});

describe('a session that ends', () => {
  test('is opened once more, and the question asked again', async () => {
    let left = 1;
    const { open, calls } = await partner({
      'GET /rest/produits/factures': (_request, response) =>
        left-- > 0 ? json(response, 401, {}) : json(response, 200, []),
    });
    const session = await open();

    await expect(session.ask(api.bills, undefined)).resolves.toEqual([]);
    expect(calls.filter((call) => call === AUTHENTICATE)).toHaveLength(2);
  });

  test('a second time is not opened again, whatever is asked', async () => {
    const { open, calls } = await partner({
      'GET /rest/produits/factures': (_request, response) => json(response, 401, {}),
    });
    const session = await open();

    await expect(session.ask(api.bills, undefined)).rejects.toMatchObject({ code: 'PARTNER_DOWN' });
    await expect(session.ask(api.bills, undefined)).rejects.toMatchObject({ code: 'PARTNER_DOWN' });

    expect(calls.filter((call) => call === AUTHENTICATE)).toHaveLength(2);
  });

  test('is not opened again after a firewall has shut us out', async () => {
    const { open, calls } = await partner({
      'GET /rest/produits/factures': (_request, response) => response.writeHead(403).end(),
    });
    const session = await open();

    await expect(session.ask(api.bills, undefined)).rejects.toMatchObject({
      code: 'PARTNER_SLOW_DOWN',
      retryAfterSeconds: 14_400,
    });
    expect(calls.filter((call) => call === AUTHENTICATE)).toHaveLength(1);
  });
});

const DATE = 'Tue, 24 Nov 2026 10:00:00 GMT';

describe('an answer', () => {
  test.each<[string, Record<string, string>, object]>([
    ['for as long as it says', { 'retry-after': '120' }, { retryAfterSeconds: 120 }],
    ['for a minute when it says nothing', {}, { retryAfterSeconds: 60 }],
    ['until the date that it says', { 'retry-after': DATE }, { retryAt: new Date(DATE) }],
  ])('that there are too many calls means to wait %s', async (_what, headers, pause) => {
    const { open } = await partner({
      'GET /rest/produits/factures': (_request, response) => response.writeHead(429, headers).end(),
    });
    const session = await open();

    await expect(session.ask(api.bills, undefined)).rejects.toMatchObject({
      code: 'PARTNER_SLOW_DOWN',
      ...pause,
    });
  });

  test('that is called a PDF and is none is refused', async () => {
    const { open } = await partner({
      'GET /rest/produits/factures/F1/pdf': (_request, response) =>
        response.writeHead(200, { 'content-type': 'application/pdf' }).end('<html>'),
    });
    const session = await open();

    await expect(session.pdf(api.billFile('F1'))).rejects.toMatchObject({
      code: 'PARTNER_ANSWER_INVALID',
      message: 'Eau du Grand Lyon sent a bill that is no PDF',
    });
  });

  test('that is a PDF keeps each of its bytes', async () => {
    const bytes = Buffer.from([...Buffer.from('%PDF-1.4\n'), 0, 128, 255, 254, 195, 40]);
    const { open } = await partner({
      'GET /rest/produits/factures/F1/pdf': (_request, response) =>
        response.writeHead(200, { 'content-type': 'application/pdf' }).end(bytes),
    });
    const session = await open();

    expect(Buffer.from(await session.pdf(api.billFile('F1'))).equals(bytes)).toBe(true);
  });
});
