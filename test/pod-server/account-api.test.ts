import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PodServer, startPodServer, startStockServer } from '../kit/pod-servers.ts';

let ours: PodServer;
let stock: PodServer;

beforeAll(async () => {
  [ours, stock] = await Promise.all([startPodServer(), startStockServer()]);
});

afterAll(() => Promise.all([ours.close(), stock.close()]));

interface Step {
  readonly name: string;
  readonly status: number;
  readonly type: string | null;
  readonly keys: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

/** What scripts do with the account API of @solid/community-server, and the shape of each answer. */
async function script(baseUrl: string): Promise<readonly Step[]> {
  const steps: Step[] = [];
  let authorization: string | undefined;

  const ask = async (name: string, url: string, body?: unknown, method = 'POST'): Promise<Json> => {
    const answer = await fetch(url, {
      method: body === undefined && method === 'POST' ? 'GET' : method,
      headers: {
        accept: 'application/json',
        ...(authorization === undefined ? {} : { authorization }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const json = (await answer.json()) as Json;
    const type = answer.headers.get('content-type');
    steps.push({ name, status: answer.status, type, keys: keysOf(json) });
    return json;
  };
  const controlled = (json: Json, group: string, name: string): string =>
    (json.controls as Record<string, Record<string, string>>)[group]?.[name] ?? '';

  const open = await ask('index, signed out', `${baseUrl}.account/`);
  const created = await ask('account', controlled(open, 'account', 'create'), {});
  authorization = `CSS-Account-Token ${String(created.authorization)}`;
  const account = await ask('index, signed in', `${baseUrl}.account/`);
  const login = { email: 'script@exemple.invalid', password: 'court' };
  await ask('password', controlled(account, 'password', 'create'), login);
  await ask('password again', controlled(account, 'password', 'create'), login);
  const pod = await ask('pod', controlled(account, 'account', 'pod'), { name: 'script' });
  await ask('pod again', controlled(account, 'account', 'pod'), { name: 'script' });
  const client = await ask('credentials', controlled(account, 'account', 'clientCredentials'), {
    name: 'test',
    webId: pod.webId,
  });
  await ask('credentials listed', controlled(account, 'account', 'clientCredentials'));
  await ask('credentials deleted', String(client.resource), undefined, 'DELETE');
  await ask('logins', controlled(open, 'main', 'logins'));
  await ask('sign in', controlled(account, 'password', 'login'), login);
  await ask('wrong password', controlled(account, 'password', 'login'), {
    ...login,
    password: 'x',
  });
  await ask('forgot', controlled(account, 'password', 'forgot'), { email: login.email });
  await ask('consent without an app', `${baseUrl}.account/oidc/consent/`, {});
  await ask('sign out', controlled(account, 'account', 'logout'), {});
  return steps;
}

/** The names in an answer, two levels deep; the addresses and numbers behind them differ between servers. */
function keysOf(json: Json, depth = 2): readonly string[] {
  return Object.entries(json)
    .flatMap(([key, value]) => {
      const name = /^https?:/.test(key) ? 'address' : key;
      if (depth === 0 || typeof value !== 'object' || value === null || Array.isArray(value))
        return [name];
      return [name, ...keysOf(value as Json, depth - 1).map((inner) => `${name}.${inner}`)];
    })
    .filter((name) => !/^(clientCredentials|credentials)\.test_/.test(name))
    .sort();
}

test('a script for the stock server’s account API finds the same answers here, step by step', async () => {
  const [here, there] = await Promise.all([script(ours.baseUrl), script(stock.baseUrl)]);

  expect(here).toEqual(there);
  expect(here.map(({ status }) => status)).toContain(200);
});

test('a form posted by a program, not a browser, is answered as the stock server does', async () => {
  const post = (server: PodServer) =>
    fetch(`${server.baseUrl}.account/login/password/`, {
      method: 'POST',
      body: new URLSearchParams({ email: 'nobody@exemple.invalid', password: 'x' }),
    });

  const [here, there] = await Promise.all([post(ours), post(stock)]);

  expect(here.status).toBe(there.status);
  expect(here.headers.get('content-type')).toBe(there.headers.get('content-type'));
});

test('a pod needs a name: without one there would be no room for a second pod', async () => {
  const created = await fetch(`${ours.baseUrl}.account/account/`, { method: 'POST' });
  const { authorization } = (await created.json()) as { readonly authorization: string };
  const headers = {
    authorization: `CSS-Account-Token ${authorization}`,
    'content-type': 'application/json',
  };
  const index = await fetch(`${ours.baseUrl}.account/`, { headers });
  const { controls } = (await index.json()) as {
    readonly controls: { readonly account: { readonly pod: string } };
  };

  const answer = await fetch(controls.account.pod, { method: 'POST', headers, body: '{}' });

  expect(answer.status).toBe(400);
});
