import {
  createHash,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomUUID,
  sign,
} from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly jwk: JsonWebKey;
  readonly algorithm: string;
}

type Members = Readonly<Record<string, unknown>>;

export function keyPair(
  algorithm: 'ES256' | 'RS256' | 'PS256' | 'EdDSA' | 'ES384' = 'ES256',
): KeyPair {
  const { privateKey, publicKey } = generate(algorithm);
  return { privateKey, jwk: publicKey.export({ format: 'jwk' }), algorithm };
}

function generate(algorithm: string) {
  if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519');
  if (algorithm.startsWith('ES'))
    return generateKeyPairSync('ec', { namedCurve: algorithm === 'ES384' ? 'P-384' : 'P-256' });
  return generateKeyPairSync('rsa', { modulusLength: 2_048 });
}

export function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** A token with exactly these members, whatever they are. */
function signedToken(header: Members, payload: Members, key: KeyPair): string {
  const signed = `${encoded(header)}.${encoded(payload)}`;
  const digest = key.algorithm === 'EdDSA' ? null : `sha${key.algorithm.slice(2)}`;
  const padding = key.algorithm.startsWith('PS') ? { padding: 6, saltLength: 32 } : {};
  const signature = sign(digest, Buffer.from(signed), {
    key: key.privateKey,
    dsaEncoding: 'ieee-p1363',
    ...padding,
  });
  return `${signed}.${signature.toString('base64url')}`;
}

export function thumbprintOf({ jwk }: KeyPair): string {
  const { kty, crv, x, y, e, n } = jwk;
  const members =
    kty === 'EC' ? { crv, kty, x, y } : kty === 'RSA' ? { e, kty, n } : { crv, kty, x };
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url');
}

export interface ProofWish {
  readonly key: KeyPair;
  readonly token: string;
  readonly method?: string;
  readonly url: string;
  readonly header?: Members;
  readonly payload?: Members;
}

export function proofFor({ key, token, method = 'GET', url, header, payload }: ProofWish): string {
  return signedToken(
    { typ: 'dpop+jwt', alg: key.algorithm, jwk: key.jwk, ...header },
    {
      htm: method,
      htu: url,
      iat: Math.floor(Date.now() / 1_000),
      jti: randomUUID(),
      ath: createHash('sha256').update(token).digest('base64url'),
      ...payload,
    },
    key,
  );
}

/** A small issuer and a host of WebID documents, on one loopback port; counts who asks for what. */
export class SyntheticIssuer {
  readonly key = keyPair();
  readonly asked: string[] = [];
  readonly #server: Server;
  /** What answers in place of the usual, by path. */
  readonly answers = new Map<
    string,
    (request: IncomingMessage, response: ServerResponse) => void
  >();
  url = '';

  public constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  public async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  public stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  public get webId(): string {
    return `${this.url}/anna#me`;
  }

  public token(
    client: KeyPair,
    payload: Members = {},
    header: Members = {},
    key = this.key,
  ): string {
    const now = Math.floor(Date.now() / 1_000);
    return signedToken(
      { alg: key.algorithm, kid: 'first', typ: 'at+jwt', ...header },
      {
        iss: this.url,
        webid: this.webId,
        sub: this.webId,
        client_id: 'https://app.exemple.invalid/id',
        aud: ['solid'],
        iat: now,
        exp: now + 600,
        cnf: { jkt: thumbprintOf(client) },
        ...payload,
      },
      key,
    );
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    this.asked.push(path);
    const special = this.answers.get(path);
    if (special !== undefined) special(request, response);
    else if (path === '/.well-known/openid-configuration')
      this.json(response, { issuer: this.url, jwks_uri: `${this.url}/jwks` });
    else if (path === '/jwks')
      this.json(response, { keys: [{ ...this.key.jwk, kid: 'first', alg: this.key.algorithm }] });
    else this.webIdDocument(response, this.url);
  }

  public json(response: ServerResponse, value: unknown): void {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  }

  public webIdDocument(response: ServerResponse, issuer: string): void {
    response.writeHead(200, { 'content-type': 'text/turtle' });
    response.end(`<#me> <http://www.w3.org/ns/solid/terms#oidcIssuer> <${issuer}> .`);
  }
}
