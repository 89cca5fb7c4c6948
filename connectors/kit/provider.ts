import { getSolidDataset, getThing, getUrlAll } from '@inrupt/solid-client';
import { solid } from '../../vocab/reused.ts';
import { ConnectorError } from './errors.ts';
import type { Outside } from './outside.ts';

const ADDRESS_LENGTH_MAX = 500;
const DISCOVERY = '/.well-known/openid-configuration';
/** What of a provider's self-description this server will call, or send a citizen to. */
const ENDPOINTS = [
  'authorization_endpoint',
  'token_endpoint',
  'jwks_uri',
  'registration_endpoint',
] as const;

/** The provider that a typed address means: the provider itself, or the one that a WebID names. */
export async function findProvider(address: string, outside: Outside): Promise<string> {
  const url = await outside.allow(completed(address));
  if (url.hash === '') {
    const provider = await discover(url, outside);
    if (provider !== undefined) return provider;
  }
  const [named] = await issuersOf(url.href, outside);
  if (named === undefined) throw wrongAddress('names no provider');
  const provider = await discover(await outside.allow(named), outside);
  if (provider === undefined) {
    throw new ConnectorError('PROVIDER_DOWN', 'The provider named by a WebID did not answer');
  }
  return provider;
}

/** The providers that the document of a WebID names as its own. */
export async function issuersOf(webId: string, outside: Outside): Promise<readonly string[]> {
  try {
    const profile = await getSolidDataset(webId, { fetch: outside.fetch });
    const person = getThing(profile, webId);
    return person === null ? [] : getUrlAll(person, solid.oidcIssuer);
  } catch (cause) {
    if (cause instanceof ConnectorError) throw cause;
    throw wrongAddress('has no document that describes an identity', cause);
  }
}

/** Issuers are compared as they are meant: most people and some servers lose the closing slash. */
export function sameIssuer(one: string, other: string): boolean {
  return withoutSlash(one) === withoutSlash(other);
}

/** The issuer at this address, `undefined` when there is none, an error when it points where it must not. */
async function discover(url: URL, outside: Outside): Promise<string | undefined> {
  const answer = await outside.fetch(withoutSlash(url.href) + DISCOVERY, {
    headers: { accept: 'application/json' },
  });
  if (answer.status >= 500) {
    throw new ConnectorError('PROVIDER_DOWN', `A provider answered ${answer.status}`);
  }
  const described = answer.ok ? await asObject(answer) : undefined;
  if (typeof described?.issuer !== 'string') return undefined;
  if (!sameIssuer(described.issuer, url.href)) {
    throw wrongAddress('describes a provider at another address');
  }
  for (const name of ENDPOINTS) {
    const endpoint = described[name];
    if (typeof endpoint === 'string') await outside.allow(endpoint);
  }
  return described.issuer;
}

async function asObject(answer: Response): Promise<Record<string, unknown> | undefined> {
  try {
    const value: unknown = await answer.json();
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    // A page where the description should be: there is no provider here.
    return undefined;
  }
}

/** People leave out "https://"; on their own machine they mean http. */
function completed(address: string): string {
  const text = address.trim();
  if (text === '' || text.length > ADDRESS_LENGTH_MAX) throw wrongAddress('is empty or too long');
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text;
  return /^localhost(:|\/|$)/.test(text) ? `http://${text}` : `https://${text}`;
}

const withoutSlash = (address: string): string => address.replace(/\/+$/, '');

function wrongAddress(why: string, cause?: unknown): ConnectorError {
  return new ConnectorError('PROVIDER_ADDRESS_WRONG', `The address given ${why}`, { cause });
}
