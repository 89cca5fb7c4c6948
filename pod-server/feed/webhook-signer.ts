import { randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, importJWK, type JWK, SignJWT } from 'jose';

const TOKEN_SECONDS = 1_200;
const ALGORITHM = 'ES256';

/**
 * Headers by which the receiver of a webhook knows that we sent it: a token of our own provider for the sender's WebID, bound to
 * the server's key, and a proof for this one request; the form of @solid/community-server, since no specification says one.
 */
export class WebhookSigner {
  /** The WebID in whose name notifications are sent. */
  readonly sender: string;
  readonly #issuer: string;
  readonly #signingKey: () => Promise<JWK>;

  public constructor(args: {
    readonly baseUrl: string;
    readonly sender: string;
    /** Private, with `kid`. */
    readonly signingKey: () => Promise<JWK>;
  }) {
    this.sender = args.sender;
    this.#issuer = args.baseUrl;
    this.#signingKey = args.signingKey;
  }

  public async headersFor(method: 'POST', url: string): Promise<Readonly<Record<string, string>>> {
    const jwk = await this.#signingKey();
    const key = await importJWK(jwk, ALGORITHM);
    const { d: _private, ...publicJwk } = jwk;
    const jkt = await calculateJwkThumbprint(jwk);
    const token = await new SignJWT({
      webid: this.sender,
      azp: this.sender,
      sub: this.sender,
      cnf: { jkt },
    })
      .setProtectedHeader({ alg: ALGORITHM, ...(jwk.kid === undefined ? {} : { kid: jwk.kid }) })
      .setIssuedAt()
      .setIssuer(this.#issuer)
      .setAudience([this.sender, 'solid'])
      .setExpirationTime(`${TOKEN_SECONDS}s`)
      .setJti(randomUUID())
      .sign(key);
    const proof = await new SignJWT({ htu: url, htm: method })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'dpop+jwt', jwk: publicJwk })
      .setIssuedAt()
      .setJti(randomUUID())
      .sign(key);
    return { authorization: `DPoP ${token}`, dpop: proof };
  }
}
