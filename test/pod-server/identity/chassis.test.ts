import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AccountVisitor } from '../../kit/account-visitor.ts';
import { askAccountApi, controlOf } from '../../kit/pod-servers.ts';
import { type RunningChassis, startChassis } from './running-chassis.ts';

const password = 'une phrase assez longue';
const page = { accept: 'text/html' };
const json = { accept: 'application/json', 'content-type': 'application/json' };

let chassis: RunningChassis;
let account: (place: string) => string;

beforeAll(async () => {
  chassis = await startChassis();
  account = (place) => `${chassis.baseUrl}.account/${place}`;
});

afterAll(() => chassis.close());

interface Member {
  readonly authorization: string;
  readonly cookie: string;
  readonly controls: (group: string, name: string) => string;
}

/** A member as scripts make one, over the account API. */
async function register(email: string): Promise<Member> {
  const created = await askAccountApi(account('account/'), { body: {} });
  const authorization = `CSS-Account-Token ${String(created.authorization)}`;
  const index = await askAccountApi(account(''), { authorization });
  const controls = (group: string, name: string) => controlOf(index, group, name);
  await askAccountApi(controls('password', 'create'), { authorization, body: { email, password } });
  return { authorization, cookie: `css-account=${String(created.authorization)}`, controls };
}

function signIn(email: string, guess: string, headers: Readonly<Record<string, string>> = json) {
  const body =
    headers.accept === 'text/html'
      ? new URLSearchParams({ email, password: guess })
      : JSON.stringify({ email, password: guess });
  return fetch(account('login/password/'), { method: 'POST', headers, body });
}

describe('what a browser is told', () => {
  test.each(['', '.account/login/password/', '.account/', '.oidc/auth', '.oidc/session/end'])(
    'nobody may frame "%s"',
    async (place) => {
      const answer = await fetch(`${chassis.baseUrl}${place}`, { headers: page });

      expect(answer.headers.get('x-frame-options')).toBe('DENY');
      expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    },
  );

  test.each(['.account/', '.account/login/password/', '.account/account/'])(
    'no other site reads "%s" with a person’s cookie',
    async (place) => {
      const headers = { ...json, origin: 'https://elsewhere.invalid' };

      const answer = await fetch(`${chassis.baseUrl}${place}`, { headers });

      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    },
  );

  test.each([
    ['with its own address', { origin: 'https://elsewhere.invalid' }],
    ['from nowhere', { origin: 'null' }],
    ['as the browser says', { 'sec-fetch-site': 'cross-site' }],
    ['from a sister site', { 'sec-fetch-site': 'same-site' }],
  ])('a change that another site asks for %s is refused', async (_fact, headers) => {
    const { cookie, controls } = await register(`foreign-${_fact.length}@exemple.invalid`);

    const answer = await fetch(controls('account', 'pod'), {
      method: 'POST',
      headers: { ...json, ...headers, cookie },
      body: JSON.stringify({ name: 'volee' }),
    });

    expect(answer.status).toBe(400);
    expect(await chassis.storage.read('volee', [])).toBeUndefined();
  });

  test('apps of every origin may ask the provider for its keys and for tokens', async () => {
    const origin = 'https://app.exemple.invalid';
    const ask = (place: string, method: string) =>
      fetch(`${chassis.baseUrl}${place}`, {
        method,
        headers: { origin, 'access-control-request-method': 'POST' },
      });

    const answers = await Promise.all([
      ask('.well-known/openid-configuration', 'GET'),
      ask('.oidc/jwks', 'GET'),
      ask('.oidc/token', 'OPTIONS'),
      ask('.oidc/token', 'POST'),
      ask('.oidc/reg', 'OPTIONS'),
    ]);

    for (const answer of answers)
      expect(['*', origin]).toContain(answer.headers.get('access-control-allow-origin'));
  });

  test('the cookie of an account cannot be read by scripts, also when a script signed in', async () => {
    await register('cookie@exemple.invalid');

    const answer = await signIn('cookie@exemple.invalid', password);

    expect(answer.headers.get('set-cookie')).toMatch(/^css-account=.*HttpOnly/);
    expect(answer.headers.get('set-cookie')).toContain('SameSite=Lax');
  });

  test('behind https every cookie stays with https, whatever the proxy says or not', async () => {
    const secure = await startChassis({ publicUrl: 'https://ville.exemple.invalid/' });
    const created = await fetch(`${secure.origin}/.account/account/`, { method: 'POST' });
    const discovery = await fetch(`${secure.origin}/.well-known/openid-configuration`, {
      headers: { 'x-forwarded-host': 'evil.invalid', 'x-forwarded-proto': 'gopher' },
    });
    const described = (await discovery.json()) as Readonly<Record<string, unknown>>;
    await secure.close();

    expect(created.headers.get('set-cookie')).toContain('; Secure');
    expect(described.authorization_endpoint).toBe('https://ville.exemple.invalid/.oidc/auth');
  });
});

describe('what a client gets wrong', () => {
  test.each([
    ['text', 'text/plain', 'bonjour'],
    ['half an object', 'application/json', '{"email":'],
    ['a list', 'application/json', '[1]'],
    ['a number', 'application/json', '7'],
    ['nothing', 'application/json', ''],
    ['an XML document', 'application/xml', '<a/>'],
    ['a type that is none', '???', '{}'],
    ['fields of another kind', 'application/json', '{"email":{"a":1},"password":[2]}'],
  ])('%s instead of a sign-in is answered with 400', async (_fact, type, body) => {
    const headers = { accept: 'application/json', 'content-type': type };

    const answer = await fetch(account('login/password/'), { method: 'POST', headers, body });

    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toMatch(/json/);
  });

  test('a body of a megabyte is refused', async () => {
    const body = JSON.stringify({ email: 'x'.repeat(1_000_000) });

    const answer = await fetch(account('login/password/'), { method: 'POST', headers: json, body });

    expect(answer.status).toBe(413);
  });

  test.each([
    ['x-forwarded-host', 'a b'],
    ['x-forwarded-host', 'evil.invalid'],
    ['x-forwarded-proto', 'javascript'],
    ['forwarded', 'host="\\";proto=??'],
    ['x-forwarded-for', '999.999.1.1, ::::'],
  ])('a strange %s changes nothing', async (name, value) => {
    const headers = { ...page, [name]: value };

    const answer = await fetch(account('login/password/'), { headers });
    const text = await answer.text();

    expect(answer.status).toBe(200);
    expect(text).not.toContain('evil.invalid');
  });

  test('none of it was our fault', () => {
    expect(chassis.faults).toEqual([]);
  });
});

describe('guessing passwords', () => {
  test('after a few wrong guesses a script is told when to come back, in its language', async () => {
    await register('guess@exemple.invalid');
    const guess = () => signIn('guess@exemple.invalid', 'x', { ...json, 'accept-language': 'fr' });
    const wrong = [await guess(), await guess(), await guess()];

    const refused = await guess();
    const right = await signIn('guess@exemple.invalid', password);

    expect(wrong.map(({ status }) => status)).toEqual([403, 403, 403]);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ message: expect.stringContaining('Réessayez') });
    expect(right.status).toBe(429);
  });

  test('a person is told on the page', async () => {
    for (let round = 0; round < 3; round += 1) await signIn('page@exemple.invalid', 'x');

    const answer = await signIn('page@exemple.invalid', 'x', { ...page, 'accept-language': 'en' });

    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).not.toBeNull();
    expect(await answer.text()).toContain('Too many attempts.');
  });
});

describe('nothing is fetched for a stranger', () => {
  test.each([
    ['keys', 'jwks_uri', { token_endpoint_auth_method: 'private_key_jwt' }],
    ['a list of addresses', 'sector_identifier_uri', {}],
  ])(
    'a client that registers %s at an address of ours makes us ask nobody',
    async (_fact, name, more) => {
      const place = `/trap-${name}`;
      let asked = false;
      const trap = {
        get: () => {
          asked = true;
          return '[]';
        },
      };
      chassis.documents.set(place, '[]');
      const documents = chassis.documents as unknown as { get(key: string): string | undefined };
      const get = documents.get.bind(chassis.documents);
      documents.get = (key) => (key === place ? trap.get() : get(key));

      await fetch(`${chassis.baseUrl}.oidc/reg`, {
        method: 'POST',
        headers: json,
        body: JSON.stringify({
          redirect_uris: ['https://app.exemple.invalid/back'],
          [name]: `${chassis.origin}${place}`,
          ...more,
        }),
      });

      expect(asked).toBe(false);
    },
  );

  test.each(['http://127.0.0.1:22/', 'https://localhost/id', 'http://169.254.169.254/latest'])(
    'a client whose document would lie at %s does not exist',
    async (id) => {
      const query = new URLSearchParams({ client_id: id, response_type: 'code', scope: 'openid' });

      const answer = await fetch(`${chassis.baseUrl}.oidc/auth?${query}`, { headers: page });

      expect(answer.status).toBe(400);
      expect(await answer.text()).not.toContain('ECONNREFUSED');
    },
  );
});

describe('an identity that lies elsewhere', () => {
  test('is added once its document shows our token, and can be taken away again', async () => {
    const person = new AccountVisitor();
    await person.open(account('login/password/register/'), {
      name: 'lien',
      email: 'lien@exemple.invalid',
      password,
    });
    const webId = `${chassis.origin}/elsewhere#me`;
    chassis.documents.set('/elsewhere', '');

    const asked = await person.open(account('identity/'), { webId });
    const token = /"([0-9a-f-]{36})"|&quot;([0-9a-f-]{36})&quot;/.exec(asked.text);
    const predicate = 'http://www.w3.org/ns/solid/terms#oidcIssuerRegistrationToken';
    const triple = `<#me> <${predicate}> "${token?.[1] ?? token?.[2]}".`;
    chassis.documents.set('/elsewhere', triple);
    const added = await person.open(account('identity/'), { webId });
    const identity = new RegExp(`${webId} <input[^>]*value="([^"]+)"`).exec(added.text)?.[1];
    const removed = await person.open(account('identity/remove/'), { identity: identity ?? '' });

    expect(asked.status).toBe(400);
    expect(asked.text).toContain('Ajoutez cette ligne');
    expect(added.status).toBe(200);
    expect(identity).toBeDefined();
    expect(removed.text).not.toContain(webId);
  });
});

describe('several processes', () => {
  test('one registers, the other lets in, with the same keys', async () => {
    const first = await startChassis();
    const { baseUrl } = first;
    const second = await startChassis({ storage: first.storage, publicUrl: baseUrl });
    const body = { email: 'deux@exemple.invalid', password };
    const created = await askAccountApi(`${baseUrl}.account/account/`, { body: {} });
    const authorization = `CSS-Account-Token ${String(created.authorization)}`;
    const index = await askAccountApi(`${baseUrl}.account/`, { authorization });
    await askAccountApi(controlOf(index, 'password', 'create'), { authorization, body });

    const [keysHere, keysThere] = await Promise.all(
      [first, second].map(async ({ origin }) => (await fetch(`${origin}/.oidc/jwks`)).json()),
    );
    const entered = await fetch(`${second.origin}/.account/login/password/`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify(body),
    });
    await Promise.all([first.close(), second.close()]);

    expect(keysHere).toEqual(keysThere);
    expect(entered.status).toBe(200);
  });
});
