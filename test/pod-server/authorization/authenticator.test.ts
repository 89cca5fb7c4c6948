import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Authenticator } from '../../../pod-server/authorization/authenticator.ts';
import { LinkedDocuments } from '../../../pod-server/authorization/linked-documents.ts';
import { Egress } from '../../../pod-server/egress/egress.ts';
import { Addresses } from '../../../pod-server/http/addresses.ts';
import { authorizationWords } from '../../../pod-server/http/words/authorization.ts';
import { StorageError } from '../../../pod-server/storage/storage.ts';
import { startRdf } from '../../kit/rdf.ts';
import {
  authenticator,
  baseUrl,
  client,
  issuer,
  open,
  refused,
  request,
  storage,
  url,
  useKey,
} from './authentication-fixture.ts';
import { keyPair, proofFor, SyntheticIssuer } from './synthetic-client.ts';

describe('a good token', () => {
  test('names the person, the app and the issuer', async () => {
    const credentials = await authenticator().authenticate(request(issuer.token(client)));

    expect(credentials).toEqual({
      agent: issuer.webId,
      client: 'https://app.exemple.invalid/id',
      issuer: issuer.url,
    });
  });

  test('is looked at once, each proof anew', async () => {
    const authenticating = authenticator();
    const token = issuer.token(client);

    await Promise.all([1, 2, 3].map(() => authenticating.authenticate(request(token))));
    await authenticating.authenticate(request(token));

    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/jwks', '/anna']);
  });

  test.each(['ES384', 'RS256', 'PS256', 'EdDSA'] as const)(
    'may be bound to a key for %s',
    async (name) => {
      useKey(keyPair(name));

      const { agent } = await authenticator().authenticate(request(issuer.token(client)));

      expect(agent).toBe(issuer.webId);
    },
  );

  test('may say "solid" as its only audience, and its app as "azp"', async () => {
    const token = issuer.token(client, {
      aud: 'solid',
      client_id: undefined,
      azp: 'https://azp.exemple.invalid/',
    });

    const credentials = await authenticator().authenticate(request(token));

    expect(credentials.client).toBe('https://azp.exemple.invalid/');
  });

  test('of our own issuer, for a WebID of ours, needs no request at all', async () => {
    const rdf = `<#me> <http://www.w3.org/ns/solid/terms#oidcIssuer> <${baseUrl}> .`;
    await storage.createPod('anna', {
      owners: [],
      changes: [
        { kind: 'put', path: '/profile/card', contentType: 'text/turtle', body: Buffer.from(rdf) },
      ],
    });
    const webid = `${baseUrl}anna/profile/card#me`;
    const issuers = { ownKeys: async () => [{ ...issuer.key.jwk, kid: 'first' }] };

    const token = issuer.token(client, { iss: baseUrl, webid });
    const credentials = await authenticator({ issuers }).authenticate(request(token));

    expect(credentials).toMatchObject({ agent: webid, issuer: baseUrl });
    expect(issuer.asked).toEqual([]);
  });

  test('is good for the same address in another spelling', async () => {
    const asked = `${baseUrl}anna/%C3%A9t%C3%A9/a,b`;
    const token = issuer.token(client);
    const dpop = proofFor({ key: client, token, url: `${baseUrl}anna/été/a%2Cb?page=2#top` });

    const credentials = await authenticator().authenticate({
      method: 'GET',
      url: asked,
      authorization: `dpop ${token}`,
      dpop,
    });

    expect(credentials.agent).toBe(issuer.webId);
  });

  test('of an issuer that changed its key is believed ten seconds later', async () => {
    let time = Date.now();
    const authenticating = authenticator({ now: () => time });
    await authenticating.authenticate(request(issuer.token(client)));
    const second = keyPair();
    issuer.answers.set('/jwks', (_, response) =>
      issuer.json(response, { keys: [{ ...second.jwk, kid: 'second' }] }),
    );
    const token = issuer.token(client, {}, { kid: 'second' }, second);

    await refused('token-signature', request(token), authenticating);
    time += 11_000;
    const { agent } = await authenticating.authenticate(request(token));

    expect(agent).toBe(issuer.webId);
  });
});

test('nobody in particular asks without a token', async () => {
  expect(await authenticator().authenticate({ method: 'GET', url })).toEqual({});
});

describe('an issuer that hangs', () => {
  test('gets an answer of 401 within five seconds, and others go on meanwhile', async () => {
    issuer.answers.set('/.well-known/openid-configuration', () => {});
    const other = new SyntheticIssuer();
    await other.start();
    open.push({ close: () => other.stop() });
    const egress = new Egress({ allowedOrigins: [issuer.url, other.url] });
    const rdf = startRdf();
    open.push(egress, rdf);
    const addresses = new Addresses({ baseUrl });
    const authenticating = new Authenticator({
      storage,
      egress,
      documents: new LinkedDocuments({ storage, addresses, rdf, egress }),
      issuers: { own: baseUrl, ownKeys: async () => [] },
      baseUrl,
    });
    const started = Date.now();
    const hanging = authenticating.authenticate(request(issuer.token(client)));
    hanging.catch(() => {});

    const { agent } = await authenticating.authenticate(request(other.token(client)));

    expect(agent).toBe(other.webId);
    await expect(hanging).rejects.toMatchObject({ status: 401, code: 'issuer-unreachable' });
    expect(Date.now() - started).toBeLessThan(6_000);
  });
});

describe('a proof is good once', () => {
  test('also when it comes ten times at the same moment, at two processes', async () => {
    const [one, two] = [authenticator(), authenticator()];
    const asked = request(issuer.token(client));

    const answers = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) => (index % 2 ? one : two).authenticate(asked)),
    );

    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const answer of answers)
      if (answer.status === 'rejected')
        expect(answer.reason).toMatchObject({ status: 401, code: 'proof-used' });
  });

  test('and is known for as long as it would be accepted', async () => {
    let expires = 0;
    const claims = {
      claimOnce: async (_: string, until: number) => {
        expires = until;
        return true;
      },
    };
    const iat = Math.floor(Date.now() / 1_000);

    await authenticator({ claims }).authenticate(
      request(issuer.token(client), { payload: { iat } }),
    );

    expect(expires).toBe((iat + 65) * 1_000);
  });

  test('and two keys may use one identifier', async () => {
    const authenticating = authenticator();
    const payload = { jti: randomUUID() };
    await authenticating.authenticate(request(issuer.token(client), { payload }));
    useKey(keyPair());

    const { agent } = await authenticating.authenticate(request(issuer.token(client), { payload }));

    expect(agent).toBe(issuer.webId);
  });

  test('and when used ones cannot be remembered any more, 503 is the answer', async () => {
    const claims = {
      claimOnce: async () => {
        throw new StorageError('BUSY', 'Too many identifiers');
      },
    };

    const answer = authenticator({ claims }).authenticate(request(issuer.token(client)));

    await expect(answer).rejects.toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
  });

  test('and a refused token uses up nothing', async () => {
    let claimed = 0;
    const claims = { claimOnce: async () => Boolean(++claimed) };

    await refused('token-signature', request(issuer.token(client, {}, {}, keyPair())), { claims });

    expect(claimed).toBe(0);
  });
});

describe('a believed token', () => {
  test('is refused with another key’s proof, and after it expired', async () => {
    let time = Date.now();
    const authenticating = authenticator({ now: () => time });
    const token = issuer.token(client);
    await authenticating.authenticate(request(token));

    const stolen = authenticating.authenticate(request(token, { key: keyPair() }));
    await expect(stolen).rejects.toMatchObject({ code: 'token-other-key' });
    time += 601_000;
    const late = request(token, { payload: { iat: Math.floor(time / 1_000) } });
    await expect(authenticating.authenticate(late)).rejects.toMatchObject({
      code: 'token-expired',
    });
  });

  test('goes on when its issuer is down', async () => {
    const authenticating = authenticator();
    const token = issuer.token(client);
    await authenticating.authenticate(request(token));
    issuer.stop();

    expect((await authenticating.authenticate(request(token))).agent).toBe(issuer.webId);
  });
});

describe('where Bearer tokens are switched on', () => {
  test('one that is bound to no key is taken, a bound one needs its proof', async () => {
    const authenticating = authenticator({ bearer: true });
    const unbound = issuer.token(client, { cnf: undefined });

    const answer = await authenticating.authenticate({
      method: 'GET',
      url,
      authorization: `Bearer ${unbound}`,
    });

    expect(answer.agent).toBe(issuer.webId);
    expect(authenticating.challenge).toContain(', Bearer realm=');
    const dropped = { method: 'GET', url, authorization: `Bearer ${issuer.token(client)}` };
    await expect(authenticating.authenticate(dropped)).rejects.toMatchObject({
      code: 'token-other-key',
    });
  });
});

test('every fault has a sentence in both languages, and in English one that fits a header', () => {
  const { fr, en } = authorizationWords;

  expect(Object.keys(fr)).toEqual(Object.keys(en));
  for (const sentence of Object.values(en)) expect(sentence).toMatch(/^[ !#-[\]-~]+$/);
});
