import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createClient, type GrdfClient } from '../../../connectors/grdf/client.ts';
import { createClock } from '../../../connectors/kit/clock.ts';
import { credentials } from './stage.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

interface Partner {
  readonly client: GrdfClient;
  readonly calls: string[];
  readonly forms: string[];
  ask(): Promise<string[]>;
}

/** A GRDF that hands out tokens and answers everything else as the handler says. */
async function partner(answer: Handler, tokenStatus = 200): Promise<Partner> {
  const calls: string[] = [];
  const forms: string[] = [];
  const server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    if (!request.url?.startsWith('/oauth2/')) {
      answer(request, response);
      return;
    }
    request.on('data', (chunk) => forms.push(String(chunk)));
    response.writeHead(tokenStatus, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ access_token: `t${calls.length}`, expires_in: 14_400 }));
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
    login: url,
    loginServer: 'aus/1',
    rateLimit: { callsPerSecond: 1, callsPerHour: 1_000 },
    clock: createClock({ factor: 1_000 }),
    clockFactor: 1_000,
    answerSecondsMax: 2,
  });
  const ask = async (): Promise<string[]> => {
    const names: string[] = [];
    const request = { method: 'GET', path: '/x', query: { date_debut: '2026-11-01' } } as const;
    await client.ask(request, (object) => names.push(object.at('name').text()));
    return names;
  };
  return { client, calls, forms, ask };
}

const lines =
  (type: string, text: string): Handler =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': type });
    response.end(text);
  };

describe('the client', () => {
  test('signs in at its own server with the scope of the API, and asks below its base', async () => {
    const { ask, calls, forms } = await partner(lines('application/nd-json', '{"name":"a"}\n'));

    await ask();

    expect(calls).toEqual([
      'POST /oauth2/aus%2F1/v1/token',
      'GET /adict/v2/x?date_debut=2026-11-01',
    ]);
    expect(Object.fromEntries(new URLSearchParams(forms[0]))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'city',
      client_secret: credentials.clientSecret,
      scope: '/adict/v2',
    });
  });

  test.each(['application/nd-json', 'application/x-ndjson; charset=utf-8', 'application/json'])(
    'takes %s',
    async (type) => {
      const { ask } = await partner(lines(type, '{"name":"a"}\n{"name":"b"}'));

      expect(await ask()).toEqual(['a', 'b']);
    },
  );

  test('gives a record as soon as it is whole, while the answer goes on', async () => {
    let finish: () => void = () => undefined;
    const { client } = await partner((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/nd-json' });
      response.write('{"name":"a"}\n{"na');
      finish = () => response.end('me":"b"}');
    });
    const names: string[] = [];

    await client.ask({ method: 'GET', path: '/x' }, (object) => {
      names.push(object.at('name').text());
      finish();
    });

    expect(names).toEqual(['a', 'b']);
  });

  test('forgets a token that GRDF does not take any more, and tries nothing itself', async () => {
    const { ask, calls } = await partner((request, response) => {
      if (request.headers.authorization === 'Bearer t1') response.writeHead(401).end();
      else lines('application/json', '{"name":"a"}')(request, response);
    });

    await expect(ask()).rejects.toMatchObject({ code: 'PARTNER_DOWN' });
    expect(calls).toHaveLength(2);
    expect(await ask()).toEqual(['a']);
  });

  test('says that it is our turn when GRDF does not know the city', async () => {
    const { ask } = await partner(lines('application/json', ''), 401);

    await expect(ask()).rejects.toMatchObject({ code: 'PARTNER_REFUSED', mover: 'us' });
  });

  test.each<[number, string, string]>([
    [400, '1000005', 'PARTNER_REFUSED'],
    [403, '', 'PARTNER_REFUSED'],
    [404, '1000000006', 'FORM_INCOMPLETE'],
    [429, '', 'PARTNER_SLOW_DOWN'],
    [500, '2000000', 'PARTNER_DOWN'],
    [503, '', 'PARTNER_DOWN'],
  ])('takes %i %s as %s', async (status, code, meaning) => {
    const { ask } = await partner((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ code_statut_traitement: code }));
    });

    await expect(ask()).rejects.toMatchObject({ code: meaning });
  });

  test('refuses a page of HTML, and an answer that breaks off', async () => {
    const html = await partner(lines('text/html', ' '));
    const broken = await partner(lines('application/nd-json', '{"name":"a"}\n{"name"'));

    await expect(html.ask()).rejects.toThrow('GRDF sent text/html where JSON is due');
    await expect(broken.ask()).rejects.toMatchObject({ code: 'PARTNER_ANSWER_INVALID' });
  });
});
