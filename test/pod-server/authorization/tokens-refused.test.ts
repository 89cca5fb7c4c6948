import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { authenticator, client, issuer, refused, request } from './authentication-fixture.ts';
import { encoded, keyPair, thumbprintOf } from './synthetic-client.ts';

describe('a token is refused, and nobody is asked,', () => {
  afterEach(() => expect(issuer.asked).toEqual([]));

  const now = () => Math.floor(Date.now() / 1_000);
  const claims: [string, string, () => Readonly<Record<string, unknown>>][] = [
    ['bound to no key', 'token-unbound', () => ({ cnf: undefined })],
    ['bound to an empty object', 'token-unbound', () => ({ cnf: {} })],
    ['bound to another key', 'token-other-key', () => ({ cnf: { jkt: thumbprintOf(keyPair()) } })],
    ['for another audience', 'token-audience', () => ({ aud: 'https://other.exemple.invalid/' })],
    ['for no audience', 'token-audience', () => ({ aud: undefined })],
    [
      'for an audience that only contains the word',
      'token-audience',
      () => ({ aud: 'solidarity' }),
    ],
    ['that expired', 'token-expired', () => ({ exp: now() - 1 })],
    ['that never expires', 'token-malformed', () => ({ exp: undefined })],
    ['that expires in words', 'token-malformed', () => ({ exp: 'tomorrow' })],
    ['issued an hour from now', 'token-time', () => ({ iat: now() + 3_600 })],
    ['valid in an hour', 'token-time', () => ({ nbf: now() + 3_600 })],
    ['without WebID', 'token-webid', () => ({ webid: undefined })],
    ['with a number as WebID', 'token-webid', () => ({ webid: 7 })],
    ['with a file as WebID', 'token-webid', () => ({ webid: 'file:///etc/passwd' })],
    ['without app', 'token-client', () => ({ client_id: undefined })],
    ['without issuer', 'token-malformed', () => ({ iss: undefined })],
  ];

  test.each(claims)('%s', async (_, code, payload) => {
    await refused(code, request(issuer.token(client, payload())));
  });

  test('when its header asks for what we do not do', async () => {
    const headers: [string, Readonly<Record<string, unknown>>][] = [
      ['token-algorithm', { alg: 'none' }],
      ['token-algorithm', { alg: 'HS256' }],
      ['token-algorithm', { alg: undefined }],
      ['token-malformed', { typ: 'dpop+jwt' }],
      ['token-malformed', { crit: ['b64'], b64: false }],
      ['token-malformed', { kid: { path: '/etc/passwd' } }],
    ];
    for (const [code, header] of headers)
      await refused(code, request(issuer.token(client, {}, header)));
  });

  test('when it is unsigned, no token or too long', async () => {
    const [header, payload] = issuer.token(client).split('.');
    const none = encoded({ alg: 'none' });
    for (const token of [
      `${header}.${payload}.`,
      `${none}.${payload}.`,
      `${header}.${payload}`,
      'anna',
      '',
    ])
      await refused('token-malformed', request(token));
    await refused('authorization-too-long', request(`${header}.${payload}.${'A'.repeat(9_000)}`));
  });

  test('when it comes by another scheme', async () => {
    const token = issuer.token(client, { cnf: undefined });
    for (const scheme of ['Bearer', 'Basic', 'DPoP-', ''])
      await refused('authorization-scheme', {
        ...request(token),
        authorization: `${scheme} ${token}`,
      });
    await refused('authorization-scheme', { ...request(token), authorization: token });
  });

  test('when only some issuers are believed and its own is none of them', async () => {
    const issuers = { allowed: ['https://issuer.exemple.invalid'] };

    await refused('token-issuer', request(issuer.token(client)), { issuers });
  });
});

describe('a token is refused by what others say:', () => {
  test('another key signed it', async () => {
    await refused('token-signature', request(issuer.token(client, {}, {}, keyPair())));
  });

  test('its key is embedded, linked or named, but not the issuer’s', async () => {
    const own = keyPair();
    const headers = [
      { jwk: own.jwk },
      { jku: `${issuer.url}/theirs`, kid: 'theirs' },
      { x5u: `${issuer.url}/theirs` },
      { kid: '../../jwks' },
    ];
    for (const header of headers)
      await refused('token-signature', request(issuer.token(client, {}, header, own)));
    expect(issuer.asked).not.toContain('/theirs');
  });

  test('its issuer’s public key was used as a secret', async () => {
    const [, payload] = issuer.token(client).split('.');
    const signed = `${encoded({ alg: 'HS256', kid: 'first' })}.${payload}`;
    const mac = createHmac('sha256', JSON.stringify(issuer.key.jwk)).update(signed);

    await refused('token-algorithm', request(`${signed}.${mac.digest('base64url')}`));
  });

  test('the WebID document names another issuer, none, or somebody else’s', async () => {
    const predicate = '<http://www.w3.org/ns/solid/terms#oidcIssuer>';
    const documents = [
      '',
      `<#me> ${predicate} "${issuer.url}" .`,
      `<#you> ${predicate} <${issuer.url}> .`,
    ];
    issuer.answers.set('/anna', (_, response) =>
      issuer.webIdDocument(response, 'https://issuer.exemple.invalid'),
    );
    await refused('webid-issuer', request(issuer.token(client)));
    for (const [index, document] of documents.entries()) {
      const path = `/person${index}`;
      issuer.answers.set(path, (_, response) =>
        response.writeHead(200, { 'content-type': 'text/turtle' }).end(document),
      );
      const token = issuer.token(client, { webid: `${issuer.url}${path}#me` });
      await refused('webid-issuer', request(token));
    }
  });

  test('the WebID document cannot be read', async () => {
    issuer.answers.set('/anna', (_, response) => response.writeHead(404).end());
    await refused('webid-unreachable', request(issuer.token(client)));
    issuer.answers.set('/anna', (_, response) =>
      response.writeHead(200, { 'content-type': 'text/turtle' }).end('<#me> a .'),
    );
    await refused('webid-unreachable', request(issuer.token(client)));
    issuer.answers.set('/anna', (_, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Anna</p>'),
    );
    await refused('webid-unreachable', request(issuer.token(client)));
  });

  test('its issuer describes itself as another one, in nonsense, or not', async () => {
    const descriptions = [
      { issuer: 'https://issuer.exemple.invalid', jwks_uri: `${issuer.url}/jwks` },
      { issuer: issuer.url },
      { issuer: issuer.url, jwks_uri: 'http://127.0.0.1:1/jwks' },
      { issuer: issuer.url, jwks_uri: `${issuer.url}/anna` },
      [],
    ];
    for (const description of descriptions) {
      issuer.answers.set('/.well-known/openid-configuration', (_, response) =>
        issuer.json(response, description),
      );
      await refused('issuer-unreachable', request(issuer.token(client)));
    }
  });

  test('a WebID or an issuer near us is never asked', async () => {
    for (const near of ['http://127.0.0.1:1', 'https://127.0.0.1', 'https://169.254.169.254'])
      await refused('issuer-unreachable', request(issuer.token(client, { iss: near })));
    const token = issuer.token(client, { webid: 'https://169.254.169.254/latest#me' });
    await refused('webid-unreachable', request(token));
  });
});

test('a token with members of any shape is refused, never an error of ours', async () => {
  const strange = [null, true, -1, '', [], [[]], {}, { jkt: [] }];
  const members = ['iss', 'webid', 'aud', 'exp', 'iat', 'nbf', 'cnf', 'client_id'];
  const authenticating = authenticator();
  // A time before 1970 is long past, which only an expiry minds.
  const isFine = (name: string, value: unknown) => value === -1 && ['iat', 'nbf'].includes(name);
  const wishes = members.flatMap((name) =>
    strange.filter((value) => !isFine(name, value)).map((value) => ({ [name]: value })),
  );
  for (const wish of wishes) {
    const answer = authenticating.authenticate(request(issuer.token(client, wish)));
    await expect(answer, JSON.stringify(wish)).rejects.toMatchObject({ status: 401 });
  }
});
