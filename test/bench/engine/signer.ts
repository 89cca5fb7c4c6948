/** A client that holds a token bound to its key, and signs proofs ahead of the measurement (RFC 9449). */

import type { JsonWebKey } from 'node:crypto';
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import type { Citizen } from '../../kit/pod-servers.ts';

export interface Signer {
  readonly jwk: JsonWebKey;
  readonly token: string;
  proof(method: string, url: string): string;
}

export async function createSigner(baseUrl: string, citizen: Citizen): Promise<Signer> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = publicKey.export({ format: 'jwk' });
  const head = encode({ typ: 'dpop+jwt', alg: 'ES256', jwk });
  let ath: string | undefined;
  const proof = (method: string, url: string): string => {
    const iat = Math.floor(Date.now() / 1_000);
    const claims = encode({ htm: method, htu: url, jti: randomUUID(), iat, ath });
    const signature = sign('sha256', Buffer.from(`${head}.${claims}`), {
      key: privateKey,
      dsaEncoding: 'ieee-p1363',
    });
    return `${head}.${claims}.${signature.toString('base64url')}`;
  };
  const discovery = await fetch(`${baseUrl}.well-known/openid-configuration`);
  const { token_endpoint: endpoint } = (await discovery.json()) as { token_endpoint: string };
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(
        `${encodeURIComponent(citizen.clientId)}:${encodeURIComponent(citizen.clientSecret)}`,
      ).toString('base64')}`,
      dpop: proof('POST', endpoint),
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'webid' }),
  });
  if (!answer.ok) throw new Error(`No token: ${answer.status} ${await answer.text()}`);
  const { access_token: token } = (await answer.json()) as { access_token: string };
  ath = createHash('sha256').update(token).digest('base64url');
  return { jwk, token, proof };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
