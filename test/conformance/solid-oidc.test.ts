/** Solid-OIDC 0.1.0, what it asks of a resource server, with RFC 9449 (DPoP). One test per requirement, named after its section. */
import { generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, anonymousClient } from '../kit/client.ts';
import { createCitizen, startPodServer } from '../kit/pod-servers.ts';
import { type Changes, IdentityProvider } from './identity-provider.ts';
import { ACL, aclOf, lay, type Stage, setStage } from './stage.ts';

let provider: IdentityProvider;
let stage: Stage;
let url: string;
const stranger = await generateKeyPair('ES256', { extractable: true });

beforeAll(async () => {
  provider = await IdentityProvider.start();
  stage = await setStage();
  url = `${stage.closed}for-one.ttl`;
  await lay(stage.owner, url, '<#a> <#b> <#c>.');
  const rules = `@prefix acl: <${ACL}>.
<#o> a acl:Authorization; acl:agent <${stage.anaïs.webId}>; acl:accessTo <${url}>; acl:mode acl:Read, acl:Write, acl:Control.
<#p> a acl:Authorization; acl:agent <${provider.webId}>; acl:accessTo <${url}>; acl:mode acl:Read.`;
  await lay(stage.owner, await aclOf(stage.owner, url), rules);
});

afterAll(async () => {
  await stage?.close();
  await provider?.close();
});

interface Attempt {
  readonly token?: Changes;
  readonly proof?: Changes;
  readonly scheme?: string;
  readonly withoutProof?: boolean;
}

async function attempt({
  token,
  proof,
  scheme = 'DPoP',
  withoutProof,
}: Attempt = {}): Promise<Answer> {
  const signed = await provider.token(token);
  const headers = { authorization: `${scheme} ${signed}` };
  if (withoutProof === true) return stage.anybody.ask({ method: 'GET', url, headers });
  const dpop = await provider.proof({ method: 'GET', url, token: signed }, proof);
  return stage.anybody.ask({ method: 'GET', url, headers: { ...headers, dpop } });
}

const seconds = (fromNow: number): number => Math.floor(Date.now() / 1_000) + fromNow;

describe('who is believed', () => {
  test('§9.3: a bound token with its proof, from the issuer that the WebID names', async () => {
    const answer = await attempt();

    expect(answer.status).toBe(200);
    expect(answer.headers['wac-allow']).toContain('user="read"');
  });

  test('§9.3: the same token again, with a new proof', async () => {
    const token = await provider.token();
    for (let time = 0; time < 3; time += 1) {
      const dpop = await provider.proof({ method: 'GET', url, token });
      const headers = { authorization: `DPoP ${token}`, dpop };
      expect((await stage.anybody.ask({ method: 'GET', url, headers })).status).toBe(200);
    }
  });

  test('§8.1: the audience may be the one string "solid"', async () => {
    expect((await attempt({ token: { claims: { aud: 'solid' } } })).status).toBe(200);
  });
});

describe('§9.1: who is not believed', () => {
  test('no token at all: 401 with WWW-Authenticate that names DPoP', async () => {
    const answer = await stage.anybody.ask({ method: 'GET', url });

    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toMatch(/DPoP/);
  });

  test.each<readonly [string, Changes]>([
    ['§8.1 webid: without a WebID', { claims: { webid: undefined } }],
    ['§8.1 webid: a WebID that is no address', { claims: { webid: 'me' } }],
    ['§8.1 iss: without an issuer', { claims: { iss: undefined } }],
    ['§6.1: an issuer that the WebID does not name', { claims: { webid: 'WITHOUT' } }],
    ['§8.1 aud: not meant for Solid', { claims: { aud: ['https://app.exemple.invalid/id'] } }],
    ['§8.1 aud: without an audience', { claims: { aud: undefined } }],
    ['§8.1 exp: expired', { claims: { iat: seconds(-900), exp: seconds(-600) } }],
    ['§8.1 exp: without an end', { claims: { exp: undefined } }],
    ['§8.1 iat: without a beginning', { claims: { iat: undefined } }],
    ['§8.1 iat: from the future', { claims: { iat: seconds(900), exp: seconds(1_200) } }],
    ['§8.1 cnf: bound to no key', { claims: { cnf: undefined } }],
    ['§8.1 cnf: bound to another key', { claims: { cnf: { jkt: 'x'.repeat(43) } } }],
    ['§8.1.1: signed with a key that the issuer does not publish', { key: stranger.privateKey }],
    [
      '§8.1.1: signed with an unknown key identifier',
      { header: { kid: 'two' }, key: stranger.privateKey },
    ],
    ['§8.1.1: not signed (alg none)', { header: { alg: 'none' } }],
    ['§8.1.1: signed with a shared secret', { header: { alg: 'HS256' }, key: Buffer.alloc(32, 1) }],
  ])('the token: %s', async (_, changes) => {
    const claims = { ...changes.claims };
    if (claims.webid === 'WITHOUT') claims.webid = `${provider.issuer}profile-without-issuer#me`;
    expect((await attempt({ token: { ...changes, claims } })).status).toBe(401);
  });

  test.each<readonly [string, Changes]>([
    ['for another method', { claims: { htm: 'PUT' } }],
    ['for another address', { claims: { htu: 'https://other.exemple.invalid/' } }],
    ['without a method', { claims: { htm: undefined } }],
    ['without an address', { claims: { htu: undefined } }],
    ['without an identifier', { claims: { jti: undefined } }],
    ['without a time', { claims: { iat: undefined } }],
    ['from an hour ago', { claims: { iat: seconds(-3_600) } }],
    ['from an hour ahead', { claims: { iat: seconds(3_600) } }],
    ['with an empty hash of the token', { claims: { ath: '' } }],
    ['with the hash of another token', { claims: { ath: 'x'.repeat(43) } }],
    ['of another type', { header: { typ: 'JWT' } }],
    ['without a key', { header: { jwk: undefined } }],
    ['signed with another key', { key: stranger.privateKey }],
    ['not signed (alg none)', { header: { alg: 'none' } }],
    ['signed with a shared secret', { header: { alg: 'HS256' }, key: Buffer.alloc(32, 1) }],
  ])('§9.3, the proof: %s', async (_, proof) => {
    expect((await attempt({ proof })).status).toBe(401);
  });

  test('§9.3, the proof: without the hash of the token, where strict proofs are asked for', async () => {
    // Elsewhere it is taken: the clients that people use today leave the hash out.
    const strict = await startPodServer({ more: ['--strictProofs', 'yes'] });
    const nobody = anonymousClient(strict.baseUrl);
    try {
      const password = 'une phrase assez longue';
      const citizen = { email: 's@exemple.invalid', password, name: 'sami' };
      const place = `${(await createCitizen(strict, citizen)).podUrl}anything`;
      const ask = async (changes: Changes) => {
        const token = await provider.token();
        const dpop = await provider.proof({ method: 'GET', url: place, token }, changes);
        const headers = { authorization: `DPoP ${token}`, dpop };
        return (await nobody.ask({ method: 'GET', url: place, headers })).status;
      };
      // Known, but without rights; then not even known.
      expect(await ask({})).toBe(403);
      expect(await ask({ claims: { ath: undefined } })).toBe(401);
    } finally {
      await nobody.close();
      await strict.close();
    }
  });

  test('§9.3, the proof: with the private key in it', async () => {
    expect(
      (await attempt({ proof: { header: { jwk: await provider.privateJwk() } } })).status,
    ).toBe(401);
  });

  test('§9.3: a bound token without a proof, as DPoP and as Bearer', async () => {
    expect((await attempt({ withoutProof: true })).status).toBe(401);
    expect((await attempt({ scheme: 'Bearer', withoutProof: true })).status).toBe(401);
  });

  test('§9.3: a token that is bound to no key, as Bearer', async () => {
    const token = { claims: { cnf: undefined } };

    expect((await attempt({ scheme: 'Bearer', withoutProof: true, token })).status).toBe(401);
  });

  test('§9.3: the same proof a second time', async () => {
    const token = await provider.token();
    const dpop = await provider.proof({ method: 'GET', url, token });
    const headers = { authorization: `DPoP ${token}`, dpop };

    expect((await stage.anybody.ask({ method: 'GET', url, headers })).status).toBe(200);
    expect((await stage.anybody.ask({ method: 'GET', url, headers })).status).toBe(401);
  });

  test('§9.3: of ten uses of one proof at the same time, one is believed', async () => {
    const token = await provider.token();
    const dpop = await provider.proof({ method: 'GET', url, token });
    const headers = { authorization: `DPoP ${token}`, dpop };

    const answers = await Promise.all(
      Array.from({ length: 10 }, () => stage.anybody.ask({ method: 'GET', url, headers })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test.each(['', 'DPoP', 'DPoP a.b.c', 'DPoP a b', 'Basic YTpi', 'DPoP ..', 'Unknown x'])(
    'a header that is no token: "%s"',
    async (authorization) => {
      const dpop = await provider.proof({ method: 'GET', url, token: 'x' });
      const { status } = await stage.anybody.ask({
        method: 'GET',
        url,
        headers: { authorization, dpop },
      });

      expect([400, 401]).toContain(status);
    },
  );
});

test('§10: the provider of this server says that it knows WebIDs', async () => {
  const address = `${stage.server.baseUrl}.well-known/openid-configuration`;
  const configuration = JSON.parse(
    (await stage.anybody.ask({ method: 'GET', url: address })).body.toString(),
  );

  expect(configuration.scopes_supported).toContain('webid');
});
