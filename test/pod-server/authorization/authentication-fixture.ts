import { afterEach, beforeEach, expect } from 'vitest';
import { Authenticator } from '../../../pod-server/authorization/authenticator.ts';
import type { Issuers } from '../../../pod-server/authorization/issuer-keys.ts';
import { LinkedDocuments } from '../../../pod-server/authorization/linked-documents.ts';
import { Egress } from '../../../pod-server/egress/egress.ts';
import { Addresses } from '../../../pod-server/http/addresses.ts';
import { openMemoryStorage } from '../../../pod-server/storage/memory/memory-storage.ts';
import type { Storage } from '../../../pod-server/storage/storage.ts';
import { startRdf } from '../../kit/rdf.ts';
import {
  type KeyPair,
  keyPair,
  type ProofWish,
  proofFor,
  SyntheticIssuer,
} from './synthetic-client.ts';

export const baseUrl = 'https://pods.exemple.invalid/';
export const url = `${baseUrl}anna/data/card`;
export const open: { close(): unknown }[] = [];
export let issuer: SyntheticIssuer;
export let client: KeyPair;
export let storage: Storage;

beforeEach(async () => {
  issuer = new SyntheticIssuer();
  await issuer.start();
  client = keyPair();
  storage = openMemoryStorage();
});

afterEach(async () => {
  issuer.stop();
  await Promise.all(open.splice(0).map((opened) => opened.close()));
});

interface Wish {
  readonly bearer?: boolean;
  readonly strictProofs?: boolean;
  readonly issuers?: Partial<Issuers>;
  readonly now?: () => number;
  readonly claims?: Pick<Storage, 'claimOnce'>;
}

export function authenticator({ issuers, claims = storage, ...rest }: Wish = {}): Authenticator {
  const egress = new Egress({ allowedOrigins: [issuer.url] });
  const rdf = startRdf();
  open.push(egress, rdf);
  const addresses = new Addresses({ baseUrl });
  return new Authenticator({
    storage: claims,
    egress,
    documents: new LinkedDocuments({ storage, addresses, rdf, egress }),
    issuers: { own: baseUrl, ownKeys: async () => [], ...issuers },
    baseUrl,
    ...rest,
  });
}

export function request(token: string, proof: Partial<ProofWish> = {}) {
  const dpop = proofFor({ key: client, token, url, ...proof });
  return { method: 'GET', url, authorization: `DPoP ${token}`, dpop };
}

/** From here on the app signs with this key. */
export function useKey(key: KeyPair): void {
  client = key;
}

/** Refused with 401, a challenge that says why, and not one request to anybody. */
export async function refused(
  code: string,
  asked: Parameters<Authenticator['authenticate']>[0],
  by: Wish | Authenticator = {},
) {
  const authenticating = by instanceof Authenticator ? by : authenticator(by);
  const answer = authenticating.authenticate(asked);
  await expect(answer).rejects.toMatchObject({ status: 401, code });
  const { headers } = await answer.catch((problem) => problem);
  expect(headers['www-authenticate']).toMatch(
    /^DPoP realm="[^"]+", as_uri="[^"]+", algs="ES256 [^"]+"/,
  );
  expect(headers['www-authenticate']).toMatch(
    /error="invalid_(token|dpop_proof)", error_description="[^"]+"$/,
  );
}
