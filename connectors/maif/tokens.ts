import { Field } from '../kit/partner/field.ts';

/** What MAIF hands out for a code or a refresh_token. The access_token is of no use: MAIF's data wants the id_token. */
export interface Tokens {
  readonly idToken: string;
  /** Whom MAIF means, in its own numbering (OpenID Connect Core, §2). */
  readonly subject: string;
  readonly idTokenUntil: Date;
  /** Absent when the one before stays good. */
  readonly refreshToken: string | undefined;
  readonly refreshSeconds: number | undefined;
}

export interface Expected {
  readonly clientId: string;
  /** Only the token that a code gives must name it. */
  readonly nonce?: string;
  /** Whose tokens are renewed. */
  readonly subject?: string;
}

const TOKEN = /^[\w.~+/=-]{1,8000}$/;
const SECONDS_MAX = 10 * 366 * 86_400;
const EXPIRY_MAX = 32_503_680_000;
const AUDIENCES_MAX = 20;

/** It comes from MAIF's token endpoint over TLS, so its signature need not be checked (OpenID Connect Core, §3.1.3.7). */
export function parseTokens(answer: Field, expected: Expected): Tokens {
  const idToken = answer.at('id_token').matching(TOKEN, 'a token');
  const claims = claimsOf(answer.at('id_token'), idToken);
  refuseOtherAudience(claims.at('aud'), expected.clientId);
  if (expected.nonce !== undefined) claims.at('nonce').equal(expected.nonce);
  if (expected.subject !== undefined) claims.at('sub').equal(expected.subject);
  const refresh = answer.at('refresh_token');
  const refreshSeconds = answer.at('refresh_expires_in');
  return {
    idToken,
    subject: claims.at('sub').text(),
    idTokenUntil: new Date(claims.at('exp').integer({ min: 0, max: EXPIRY_MAX }) * 1_000),
    refreshToken: refresh.absent ? undefined : refresh.matching(TOKEN, 'a token'),
    // Assumed: not part of OpenID Connect, and read when it comes.
    refreshSeconds: refreshSeconds.absent ? undefined : refreshSeconds.amount(SECONDS_MAX),
  };
}

function claimsOf(field: Field, idToken: string): Field {
  const [, payload = ''] = idToken.split('.');
  try {
    const claims: object = Object(JSON.parse(Buffer.from(payload, 'base64url').toString()));
    // One audience comes bare, several as a list.
    const audiences = [Reflect.get(claims, 'aud')].flat();
    return Field.of({ id_token: { ...claims, aud: audiences } }, 'MAIF').at('id_token');
  } catch {
    // The parser's own message quotes the text, which names a person.
    throw field.refusal('holds no claims');
  }
}

function refuseOtherAudience(audience: Field, clientId: string): void {
  const named = audience.items(AUDIENCES_MAX).some((one) => one.text() === clientId);
  if (!named) throw audience.refusal('does not name this application');
}
