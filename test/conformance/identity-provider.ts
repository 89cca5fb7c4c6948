/** An identity provider of a test's own, so that every claim and every proof can be made wrong. */
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose';

type Key = Awaited<ReturnType<typeof generateKeyPair>>;

/** Claims and header fields to set; undefined removes one. */
export interface Changes {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Signs with this instead of the right key. */
  readonly key?: CryptoKey | Uint8Array;
}

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly token: string;
}

const TOKEN_SECONDS = 300;

export class IdentityProvider {
  readonly issuer: string;
  readonly webId: string;
  readonly #server: Server;
  readonly #key: Key;
  /** The key of the app that holds the token. */
  readonly #appKey: Key;

  private constructor(server: Server, key: Key, appKey: Key) {
    this.#server = server;
    this.#key = key;
    this.#appKey = appKey;
    const { port } = server.address() as AddressInfo;
    this.issuer = `http://localhost:${port}/`;
    this.webId = `${this.issuer}profile#me`;
  }

  public static async start(): Promise<IdentityProvider> {
    const key = await generateKeyPair('ES256', { extractable: true });
    const appKey = await generateKeyPair('ES256', { extractable: true });
    const jwk = { ...(await exportJWK(key.publicKey)), kid: 'one', alg: 'ES256', use: 'sig' };
    const server = createServer((request, response) => {
      const issuer = `http://${request.headers.host}/`;
      const [type, body] = answer(request.url ?? '', issuer, jwk);
      response.writeHead(body === '' ? 404 : 200, { 'content-type': type }).end(body);
    });
    server.listen(0, 'localhost');
    await once(server, 'listening');
    return new IdentityProvider(server, key, appKey);
  }

  public async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  public async token({ claims, header, key }: Changes = {}): Promise<string> {
    const jkt = await calculateJwkThumbprint(await exportJWK(this.#appKey.publicKey));
    const now = Math.floor(Date.now() / 1_000);
    const payload = {
      webid: this.webId,
      iss: this.issuer,
      sub: 'me',
      aud: ['solid', 'https://app.exemple.invalid/id'],
      azp: 'https://app.exemple.invalid/id',
      client_id: 'https://app.exemple.invalid/id',
      iat: now,
      exp: now + TOKEN_SECONDS,
      jti: randomUUID(),
      cnf: { jkt },
      ...claims,
    } as JWTPayload;
    const head = { alg: 'ES256', kid: 'one', typ: 'at+jwt', ...header };
    return sign(payload, head, key ?? this.#key.privateKey);
  }

  public async proof(asked: Asked, { claims, header, key }: Changes = {}): Promise<string> {
    const payload = {
      htm: asked.method,
      htu: asked.url,
      iat: Math.floor(Date.now() / 1_000),
      jti: randomUUID(),
      ath: createHash('sha256').update(asked.token).digest('base64url'),
      ...claims,
    } as JWTPayload;
    const jwk = await exportJWK(this.#appKey.publicKey);
    const head = { alg: 'ES256', typ: 'dpop+jwt', jwk, ...header };
    return sign(payload, head, key ?? this.#appKey.privateKey);
  }

  /** The app's key with its private part, which must never stand in a proof. */
  public privateJwk(): Promise<Record<string, unknown>> {
    return exportJWK(this.#appKey.privateKey) as Promise<Record<string, unknown>>;
  }
}

/** A JWT with any header, also one that no library signs. */
async function sign(
  payload: JWTPayload,
  header: Readonly<Record<string, unknown>>,
  key: CryptoKey | Uint8Array,
): Promise<string> {
  if (header.alg !== 'none')
    return new SignJWT(payload).setProtectedHeader(header as JWTHeaderParameters).sign(key);
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(payload)}.`;
}

function answer(path: string, issuer: string, jwk: object): readonly [string, string] {
  switch (path) {
    case '/.well-known/openid-configuration':
      return ['application/json', JSON.stringify({ issuer, jwks_uri: `${issuer}jwks` })];
    case '/jwks':
      return ['application/json', JSON.stringify({ keys: [jwk] })];
    case '/profile':
      return ['text/turtle', `<#me> <http://www.w3.org/ns/solid/terms#oidcIssuer> <${issuer}>.`];
    case '/profile-without-issuer':
      return ['text/turtle', '<#me> <http://xmlns.com/foaf/0.1/name> "Nobody".'];
    default:
      return ['text/plain', ''];
  }
}
