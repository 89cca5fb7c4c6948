import { nodesOf } from '../../../shapes/kit/document.ts';
import { getDocument } from '../../../shapes/kit/pod.ts';
import { solid } from '../../../vocab/reused.ts';

const DISCOVERY = '.well-known/openid-configuration';

/**
 * The provider that an address means: its own (OpenID Connect Discovery 1.0, §4), or the one that
 * the identity at this address names (Solid-OIDC, §5). Undefined when it is neither.
 */
export async function providerAt(address: string): Promise<string | undefined> {
  const url = urlFrom(address);
  if (url === undefined) return undefined;
  return (await issuerAt(url)) ?? (await issuerOfIdentity(url));
}

function urlFrom(address: string): string | undefined {
  const trimmed = address.trim();
  const url = /^https?:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
  return URL.canParse(url) ? new URL(url).href : undefined;
}

async function issuerAt(url: string): Promise<string | undefined> {
  try {
    const base = url.endsWith('/') ? url : `${url}/`;
    const response = await fetch(new URL(DISCOVERY, base));
    if (!response.ok) return undefined;
    const { issuer } = (await response.json()) as { readonly issuer?: unknown };
    return typeof issuer === 'string' ? issuer : undefined;
  } catch {
    // Not a provider, or nobody there: the address may still be an identity.
    return undefined;
  }
}

async function issuerOfIdentity(webId: string): Promise<string | undefined> {
  try {
    const profile = await getDocument(fetch, webId.replace(/#.*$/, ''));
    return nodesOf(profile?.quads ?? [])
      .get(webId)
      ?.texts(solid.oidcIssuer)[0];
  } catch {
    // Nobody there, or a page for people: the caller says so in words.
    return undefined;
  }
}
