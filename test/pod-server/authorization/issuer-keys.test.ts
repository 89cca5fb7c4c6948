import { afterEach, beforeEach, expect, test } from 'vitest';
import { IssuerKeys, type Issuers } from '../../../pod-server/authorization/issuer-keys.ts';
import { Egress } from '../../../pod-server/egress/egress.ts';
import { keyPair, SyntheticIssuer } from './synthetic-client.ts';

let issuer: SyntheticIssuer;
let egress: Egress;
let time: number;

beforeEach(async () => {
  issuer = new SyntheticIssuer();
  await issuer.start();
  egress = new Egress({ allowedOrigins: [issuer.url] });
  time = Date.now();
});

afterEach(async () => {
  issuer.stop();
  await egress.close();
});

function keys(issuers: Partial<Issuers> = {}): IssuerKeys {
  const own = { own: 'https://pods.exemple.invalid/', ownKeys: async () => [] };
  return new IssuerKeys({ issuers: { ...own, ...issuers }, egress, now: () => time });
}

const wanted = (keyId?: string) => ({ issuer: issuer.url, keyId, algorithm: 'ES256' });

function publish(entries: readonly unknown[]): void {
  issuer.answers.set('/jwks', (_, response) => issuer.json(response, { keys: entries }));
}

test('only named issuers and our own are believed, when there is such a list', () => {
  const some = keys({ allowed: ['https://issuer.exemple.invalid'] });

  expect(some.isAllowed('https://issuer.exemple.invalid/')).toBe(true);
  expect(some.isAllowed('https://pods.exemple.invalid')).toBe(true);
  expect(some.isAllowed('https://other.exemple.invalid/')).toBe(false);
  expect(keys().isAllowed('https://other.exemple.invalid/')).toBe(true);
});

test('a key fits by its name, its kind and what its issuer wants it for', async () => {
  const { jwk } = keyPair();
  publish([
    { ...jwk, kid: 'good' },
    { ...jwk, kid: 'encrypts', use: 'enc' },
    { ...jwk, kid: 'other', alg: 'ES384' },
    { ...keyPair('RS256').jwk, kid: 'rsa' },
    { ...keyPair('ES384').jwk, kid: 'curve' },
    { kty: 'oct', k: 'c2VjcmV0', kid: 'secret' },
    { kty: 'EC', kid: 'broken' },
    'nonsense',
    null,
  ]);
  const reading = keys();

  expect(await reading.keysFor(wanted('good'))).toHaveLength(1);
  expect(await reading.keysFor(wanted())).toHaveLength(1);
  for (const name of ['encrypts', 'other', 'rsa', 'curve', 'secret', 'broken', 'absent'])
    expect(await reading.keysFor(wanted(name)), name).toEqual([]);
});

test('a key without a name may have made any signature', async () => {
  publish([keyPair().jwk, keyPair().jwk]);

  expect(await keys().keysFor(wanted('any'))).toHaveLength(2);
});

test('an unknown key is looked for again after ten seconds, a known one after ten minutes', async () => {
  const reading = keys();
  const asked = () => issuer.asked.filter((path) => path === '/jwks').length;
  await reading.keysFor(wanted('first'));
  await reading.keysFor(wanted('second'));
  expect(asked()).toBe(1);

  time += 11_000;
  await reading.keysFor(wanted('first'));
  expect(asked()).toBe(1);
  await reading.keysFor(wanted('second'));
  expect(asked()).toBe(2);

  time += 601_000;
  await reading.keysFor(wanted('first'));
  expect(asked()).toBe(3);
});

test('the keys of an issuer that is down are believed for an hour', async () => {
  const reading = keys();
  await reading.keysFor(wanted('first'));
  issuer.stop();

  time += 3_000_000;
  expect(await reading.keysFor(wanted('first'))).toHaveLength(1);
  time += 1_000_000;
  expect(await reading.keysFor(wanted('first'))).toBeUndefined();
});

test('an issuer that answers with an error, or with no keys, cannot be asked', async () => {
  const answers: [string, number, string][] = [
    ['/.well-known/openid-configuration', 500, '{}'],
    ['/.well-known/openid-configuration', 200, 'nonsense'],
    ['/jwks', 404, '{"keys":[]}'],
    ['/jwks', 200, '{"keys":{}}'],
    ['/jwks', 200, '[]'],
  ];
  for (const [path, status, body] of answers) {
    issuer.answers.clear();
    issuer.answers.set(path, (_, response) => response.writeHead(status).end(body));
    expect(await keys().keysFor(wanted('first')), body).toBeUndefined();
  }
});

test('a fault of our own in our own keys is not hidden', async () => {
  const reading = keys({ ownKeys: () => Promise.reject(new TypeError('A fault')) });
  const own = { issuer: 'https://pods.exemple.invalid', keyId: undefined, algorithm: 'ES256' };

  await expect(reading.keysFor(own)).rejects.toThrow('A fault');
});
