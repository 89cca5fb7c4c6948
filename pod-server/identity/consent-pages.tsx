/** The page on which a person lets an app in or turns it away. */
import type { Interaction, ProviderFactory, WebIdStore } from '@solid/community-server';
import { ChooseIdentity, Consent, NothingToConsent } from '../pages/consent.tsx';
import type { AccountApi } from './account-api.ts';
import { type AccountVisit, type Answer, locationIn } from './account-visit.ts';
import { PLACES } from './places.ts';

const go = (to: string): Answer => ({ kind: 'go', to });

export interface ConsentParts {
  readonly providerFactory: ProviderFactory;
  readonly webIdStore: WebIdStore;
}

export class ConsentPages {
  readonly #api: AccountApi;
  readonly #parts: ConsentParts;

  public constructor(api: AccountApi, parts: ConsentParts) {
    this.#api = api;
    this.#parts = parts;
  }

  public async page(visit: AccountVisit): Promise<Answer> {
    const { accountId, interaction, index } = visit;
    if (interaction === undefined) return nothingToConsent(visit);
    if (accountId === undefined) return go(`${index}${PLACES.signIn}`);
    const webIds = await this.#webIdsOf(accountId);
    // The provider keeps the WebID of its last session, which may be another person's on a shared device.
    const chosen = interaction.session?.accountId;
    if (chosen !== undefined && webIds.includes(chosen))
      return this.#question(visit, interaction, chosen);
    const [only] = webIds;
    if (only === undefined) return go(`${index}${PLACES.createSpace}`);
    if (webIds.length === 1) return this.#choose(visit, only);
    return {
      kind: 'page',
      title: 'identityTitle',
      body: (words) => <ChooseIdentity words={words} webIds={webIds} />,
    };
  }

  public async answer(visit: AccountVisit): Promise<Answer> {
    const { form, interaction, accountId, index } = visit;
    if (interaction === undefined) return nothingToConsent(visit);
    switch (form.get('answer')) {
      case 'refuse':
        return go(locationIn(await this.#api.post(visit, 'oidc/cancel/')) ?? index);
      case 'identity':
        return this.#choose(visit, form.get('webId') ?? '');
      case 'accept': {
        const webIds = accountId === undefined ? [] : await this.#webIdsOf(accountId);
        if (!webIds.includes(interaction.session?.accountId ?? '')) return this.page(visit);
        const remember = form.get('remember') === 'yes';
        const json = await this.#api.post(visit, 'oidc/consent/', { remember });
        return go(locationIn(json) ?? index);
      }
      default:
        return this.page(visit);
    }
  }

  async #choose(visit: AccountVisit, webId: string): Promise<Answer> {
    const json = await this.#api.post(visit, 'oidc/pick-webid/', { webId });
    return go(locationIn(json) ?? visit.index);
  }

  async #question(visit: AccountVisit, interaction: Interaction, webId: string): Promise<Answer> {
    const provider = await this.#parts.providerFactory.getProvider();
    const client = await provider.Client.find(String(interaction.params.client_id));
    const name = client?.metadata().client_name;
    return {
      kind: 'page',
      title: 'consentTitle',
      body: (words) => (
        <Consent
          words={words}
          appName={typeof name === 'string' && name !== '' ? name : undefined}
          appAddress={appAddress(interaction)}
          webId={webId}
          signOut={`${visit.index}${PLACES.signOut}`}
        />
      ),
    };
  }

  async #webIdsOf(accountId: string): Promise<readonly string[]> {
    const links = await this.#parts.webIdStore.findLinks(accountId);
    return links.map(({ webId }) => webId);
  }
}

/** Where the answer will be sent; a page of an app may call itself anything, its address is checked. */
function appAddress({ params }: Interaction): string {
  const redirect = String(params.redirect_uri);
  return URL.canParse(redirect) ? new URL(redirect).origin : redirect;
}

function nothingToConsent({ index }: AccountVisit): Answer {
  return {
    kind: 'page',
    title: 'consentTitle',
    status: 400,
    body: (words) => <NothingToConsent words={words} account={index} />,
  };
}
