import { isLoopback } from '../outside.ts';
import { type Environment, readUrl, SettingError } from '../settings.ts';

/** A partner's address. Secrets and customers' numbers travel there: https, or this machine. */
export function readPartnerUrl(env: Environment, name: string, fallback: string): string {
  const url = readUrl(env, name, fallback);
  if (url.startsWith('https:') || isLoopback(new URL(url))) return url;
  throw new SettingError(
    `${name} is "${url}": give an https address; http is for this machine only.`,
  );
}
