import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { authenticator, client, issuer, refused, request, url } from './authentication-fixture.ts';
import { encoded, keyPair, type ProofWish } from './synthetic-client.ts';

describe('a proof is refused, and nobody is asked,', () => {
  afterEach(() => expect(issuer.asked).toEqual([]));

  const now = () => Math.floor(Date.now() / 1_000);
  const cases: [string, string, () => Partial<ProofWish>][] = [
    ['with an empty ath', 'proof-token', () => ({ payload: { ath: '' } })],
    ['with a number as ath', 'proof-token', () => ({ payload: { ath: 0 } })],
    ['for another token', 'proof-token', () => ({ token: 'another' })],
    ['for another method', 'proof-method', () => ({ method: 'PUT' })],
    ['for a method in small letters', 'proof-method', () => ({ method: 'get' })],
    ['without method', 'proof-method', () => ({ payload: { htm: undefined } })],
    ['for another address', 'proof-url', () => ({ url: `${url}2` })],
    [
      'for another host',
      'proof-url',
      () => ({ url: 'https://other.exemple.invalid/anna/data/card' }),
    ],
    ['for another scheme', 'proof-url', () => ({ url: url.replace('https', 'http') })],
    ['for a path with an encoded slash', 'proof-url', () => ({ url: url.replace('a/d', 'a%2Fd') })],
    ['for no address', 'proof-malformed', () => ({ payload: { htu: undefined } })],
    ['for a list of addresses', 'proof-malformed', () => ({ payload: { htu: [url] } })],
    ['made 70 seconds ago', 'proof-time', () => ({ payload: { iat: now() - 70 } })],
    ['made 10 seconds from now', 'proof-time', () => ({ payload: { iat: now() + 10 } })],
    ['made at no time', 'proof-malformed', () => ({ payload: { iat: undefined } })],
    ['made at a time in words', 'proof-malformed', () => ({ payload: { iat: 'now' } })],
    ['without identifier', 'proof-malformed', () => ({ payload: { jti: undefined } })],
    ['with an empty identifier', 'proof-malformed', () => ({ payload: { jti: '' } })],
    [
      'with an endless identifier',
      'proof-malformed',
      () => ({ payload: { jti: 'a'.repeat(300) } }),
    ],
    ['of another type', 'proof-malformed', () => ({ header: { typ: 'JWT' } })],
    ['with demands that we do not know', 'proof-malformed', () => ({ header: { crit: ['exp'] } })],
    ['with algorithm none', 'proof-algorithm', () => ({ header: { alg: 'none' } })],
    ['with algorithm HS256', 'proof-algorithm', () => ({ header: { alg: 'HS256' } })],
    ['with a list of algorithms', 'proof-algorithm', () => ({ header: { alg: ['ES256'] } })],
    ['with the algorithm of another key', 'proof-key', () => ({ header: { alg: 'RS256' } })],
    ['without key', 'proof-key', () => ({ header: { jwk: undefined } })],
    ['with half a key', 'proof-key', () => ({ header: { jwk: { ...client.jwk, y: undefined } } })],
    [
      'with a point off the curve',
      'proof-key',
      () => ({ header: { jwk: { ...client.jwk, y: client.jwk.x } } }),
    ],
    [
      'with a private key',
      'proof-key',
      () => ({ header: { jwk: client.privateKey.export({ format: 'jwk' }) } }),
    ],
    [
      'with a secret as key',
      'proof-key',
      () => ({ header: { jwk: { kty: 'oct', k: 'c2VjcmV0' } } }),
    ],
    [
      'signed by a key other than it shows',
      'proof-signature',
      () => ({ header: { jwk: keyPair().jwk } }),
    ],
  ];

  test.each(cases)('%s', async (_, code, wish) => {
    await refused(code, request(issuer.token(client), wish()));
  });

  test('when it is missing, doubled, unsigned or too long', async () => {
    const token = issuer.token(client);
    const good = request(token);
    const [header, payload] = good.dpop.split('.');
    const proofs: [string, string | undefined][] = [
      ['proof-missing', undefined],
      ['proof-missing', `${good.dpop}, ${good.dpop}`],
      ['proof-malformed', `${header}.${payload}.`],
      ['proof-malformed', `${header}.${payload}`],
      ['proof-malformed', 'a.b.c'],
      ['proof-malformed', `${encoded([])}.${payload}.AAAA`],
      ['proof-signature', `${header}.${payload}.AAAA`],
      ['authorization-too-long', 'a'.repeat(9_000)],
    ];
    for (const [code, dpop] of proofs) await refused(code, { ...good, dpop });
  });

  test('when it was signed with the public key as a secret', async () => {
    const token = issuer.token(client);
    const payload = request(token).dpop.split('.')[1];
    const signed = `${encoded({ typ: 'dpop+jwt', alg: 'HS256', jwk: client.jwk })}.${payload}`;
    const mac = createHmac('sha256', JSON.stringify(client.jwk)).update(signed).digest('base64url');

    await refused('proof-algorithm', { ...request(token), dpop: `${signed}.${mac}` });
  });
});

test('a key too weak for its purpose is not taken', async () => {
  const weak = keyPair('RS256');
  const short = { ...weak, jwk: { ...weak.jwk, n: weak.jwk.n?.slice(0, 100) ?? '' } };

  await refused('proof-key', request(issuer.token(short), { key: short }));
  await refused('proof-key', request(issuer.token(client), { header: { alg: 'ES384' } }));
});

describe('a proof without ath', () => {
  const unnamed = { payload: { ath: undefined } };

  test('is taken, because common clients make no other', async () => {
    const asked = request(issuer.token(client), unnamed);

    expect(await authenticator().authenticate(asked)).toHaveProperty('agent');
  });

  test('is refused where the city asks for strict proofs', async () => {
    const asked = request(issuer.token(client), unnamed);

    const answer = authenticator({ strictProofs: true }).authenticate(asked);

    await expect(answer).rejects.toMatchObject({ status: 401, code: 'proof-token' });
  });
});
