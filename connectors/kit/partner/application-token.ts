/** A token that the partner gives to the application and not to a citizen (OAuth 2.0 client credentials, RFC 6749, §4.4). */
import type { Field } from './field.ts';

export interface Token {
  readonly value: string;
  readonly expiresInSeconds: number;
}

export interface ApplicationToken {
  /** Fetched once however many ask. */
  current(): Promise<string>;
  /** A partner that refuses it, whatever its age, gets a new one next time. */
  forget(value: string): void;
}

/** A token is renewed before it ends, so that none ends on its way. */
const MARGIN_SECONDS = 60;
const TOKEN_SECONDS_MAX = 86_400;

export function createApplicationToken(
  fetchToken: () => Promise<Token>,
  clockFactor: number,
): ApplicationToken {
  const elapsedSeconds = (): number => (performance.now() * clockFactor) / 1_000;
  let held: (Token & { readonly renewAt: number }) | undefined;
  let coming: Promise<string> | undefined;

  const renew = async (): Promise<string> => {
    const token = await fetchToken();
    held = { ...token, renewAt: elapsedSeconds() + token.expiresInSeconds - MARGIN_SECONDS };
    return token.value;
  };

  return {
    current: () => {
      if (held !== undefined && elapsedSeconds() < held.renewAt) return Promise.resolve(held.value);
      coming ??= renew().finally(() => {
        coming = undefined;
      });
      return coming;
    },
    forget: (value) => {
      if (held?.value === value) held = undefined;
    },
  };
}

/** RFC 6749, §5.1; `expires_in` comes as a text at times. */
export function parseToken(answer: Field): Token {
  return {
    value: answer.at('access_token').text(),
    expiresInSeconds: answer.at('expires_in').amount(TOKEN_SECONDS_MAX),
  };
}

/** RFC 6749, §2.3.1. */
export function basicAuthorization(clientId: string, clientSecret: string): string {
  const secret = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
  return `Basic ${Buffer.from(secret).toString('base64')}`;
}
