/** The pages on which a person gets a space, signs in, and looks after the account. */
import type {
  ClientCredentialsStore,
  CookieStore,
  IdentifierGenerator,
  PasswordStore,
  PodStore,
  ResourceSet,
  WebIdStore,
} from '@solid/community-server';
import { HttpError } from '@solid/community-server';
import { Account } from '../pages/account.tsx';
import { ForgottenPassword, NewPassword } from '../pages/forgotten-password.tsx';
import {
  type FormPlaces,
  PASSWORD_LENGTH_MIN,
  SignIn,
  SignUp,
  type SignUpFaults,
  SPACE_NAME_PATTERN,
  Welcome,
} from '../pages/sign-in.tsx';
import type { Words } from '../pages/words.ts';
import { type AccountApi, type AccountVisit, type Answer, locationIn } from './account-visit.ts';

export interface AccountStores {
  readonly cookieStore: CookieStore;
  readonly passwordStore: PasswordStore;
  readonly webIdStore: WebIdStore;
  readonly podStore: PodStore;
  readonly clientCredentialsStore: ClientCredentialsStore;
  readonly identifierGenerator: IdentifierGenerator;
  readonly resourceStore: ResourceSet;
}

/** Places below the account index; those of the chassis keep their names. */
export const PLACES = {
  signIn: 'login/password/',
  signUp: 'login/password/register/',
  forgot: 'login/password/forgot/',
  reset: 'login/password/reset/',
  consent: 'oidc/consent/',
  createSpace: 'space/',
  removeKey: 'key/',
  signOut: 'sign-out/',
} as const;

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const SPACE_NAME = new RegExp(`^${SPACE_NAME_PATTERN}$`);
/** Names below the root that the server itself answers to. */
const TAKEN_NAMES: readonly string[] = ['vocab'];

const go = (to: string): Answer => ({ kind: 'go', to });

export class AccountPages {
  readonly #api: AccountApi;
  readonly #stores: AccountStores;

  public constructor(api: AccountApi, stores: AccountStores) {
    this.#api = api;
    this.#stores = stores;
  }

  public async welcome(visit: AccountVisit): Promise<Answer> {
    if (visit.accountId !== undefined) return go(homeOf(visit));
    return {
      kind: 'page',
      title: 'homeTitle',
      body: (words) => <Welcome words={words} places={formPlaces(visit)} />,
    };
  }

  /** An app's sign-in starts here too: whoever is signed in already goes on to the app's question. */
  public async index(visit: AccountVisit): Promise<Answer> {
    if (visit.accountId === undefined) return go(`${visit.index}${PLACES.signIn}`);
    if (visit.interaction !== undefined && visit.interaction.prompt.name !== 'account')
      return go(`${visit.index}${PLACES.consent}`);
    return go(homeOf(visit));
  }

  /** The account itself, even while an app waits for an answer somewhere. */
  public async home(visit: AccountVisit): Promise<Answer> {
    if (visit.accountId === undefined) return go(`${visit.index}${PLACES.signIn}`);
    return this.#account(visit);
  }

  public async signInPage(visit: AccountVisit): Promise<Answer> {
    return signInAnswer(visit, {});
  }

  public async signIn(visit: AccountVisit): Promise<Answer> {
    const { form, index, words } = visit;
    const email = form.get('email')?.trim() ?? '';
    try {
      const answer = await this.#api.post(visit, 'login/password/', {
        email,
        password: form.get('password') ?? '',
        remember: form.get('remember') === 'yes',
      });
      return go(locationIn(answer) ?? index);
    } catch (error) {
      refuseUnlessClientFault(error);
      return signInAnswer(visit, { email, problem: words.signInWrong });
    }
  }

  public async signUpPage(visit: AccountVisit): Promise<Answer> {
    return signUpAnswer(visit, {});
  }

  /** Account, password, identity and space in one step; then on to the app, if one is waiting. */
  public async signUp(visit: AccountVisit): Promise<Answer> {
    const email = visit.form.get('email')?.trim() ?? '';
    const password = visit.form.get('password') ?? '';
    const name = nameIn(visit);
    const faults = await this.#faultsOf(visit.words, { email, password, name });
    if (Object.values(faults).some((fault) => fault !== undefined))
      return signUpAnswer(visit, faults);
    const opened = await this.#api.post({ ...visit, accountId: undefined }, 'account/');
    const cookie = String(opened.authorization);
    const accountId = await this.#stores.cookieStore.get(cookie);
    const member: AccountVisit = { ...visit, cookie, accountId, interaction: undefined };
    await this.#api.post(member, `account/${accountId}/login/password/`, { email, password });
    await this.#api.post(member, `account/${accountId}/pod/`, { name });
    return go(locationIn(opened) ?? visit.index);
  }

  async #faultsOf(
    words: Words,
    answers: { readonly email: string; readonly password: string; readonly name: string },
  ): Promise<SignUpFaults> {
    return {
      space: await this.#faultOfName(words, answers.name),
      email: await this.#faultOfEmail(words, answers.email),
      password:
        answers.password.trim().length < PASSWORD_LENGTH_MIN ? words.passwordShort : undefined,
    };
  }

  async #faultOfEmail(words: Words, email: string): Promise<string | undefined> {
    if (!EMAIL.test(email)) return words.emailWrong;
    const known = await this.#stores.passwordStore.findByEmail(email);
    return known === undefined ? undefined : words.emailTaken;
  }

  async #faultOfName(words: Words, name: string): Promise<string | undefined> {
    if (!SPACE_NAME.test(name)) return words.spaceWrong;
    const identifier = this.#stores.identifierGenerator.generate(name);
    const taken =
      TAKEN_NAMES.includes(name) || (await this.#stores.resourceStore.hasResource(identifier));
    return taken ? words.spaceTaken : undefined;
  }

  public async createSpace(visit: AccountVisit): Promise<Answer> {
    const { accountId, index, words } = visit;
    if (accountId === undefined) return go(`${index}${PLACES.signIn}`);
    const name = nameIn(visit);
    const fault = await this.#faultOfName(words, name);
    if (fault !== undefined) return this.#account(visit, { name, fault });
    await this.#api.post(visit, `account/${accountId}/pod/`, { name });
    return go(index);
  }

  public async removeKey(visit: AccountVisit): Promise<Answer> {
    const { accountId, index, form } = visit;
    if (accountId === undefined) return go(`${index}${PLACES.signIn}`);
    const { clientCredentialsStore } = this.#stores;
    const keys = await clientCredentialsStore.findByAccount(accountId);
    const key = keys.find(({ id }) => id === form.get('key'));
    if (key !== undefined) await clientCredentialsStore.delete(key.id);
    return go(homeOf(visit));
  }

  public async signOut(visit: AccountVisit): Promise<Answer> {
    const { accountId, index } = visit;
    if (accountId !== undefined) await this.#api.post(visit, `account/${accountId}/logout/`);
    return go(`${index}${PLACES.signIn}`);
  }

  public async forgotPage(visit: AccountVisit): Promise<Answer> {
    return forgotAnswer(visit, false);
  }

  /** Says the same whether or not the address is known, so that nobody can ask who has a space. */
  public async forgot(visit: AccountVisit): Promise<Answer> {
    const email = visit.form.get('email')?.trim() ?? '';
    if (EMAIL.test(email)) await this.#api.post(visit, PLACES.forgot, { email });
    return forgotAnswer(visit, true);
  }

  public async resetPage(visit: AccountVisit): Promise<Answer> {
    return resetAnswer(visit, visit.address.searchParams.get('rid') ?? '', {});
  }

  public async reset(visit: AccountVisit): Promise<Answer> {
    const recordId = visit.form.get('recordId') ?? '';
    const password = visit.form.get('password') ?? '';
    if (password.trim().length < PASSWORD_LENGTH_MIN)
      return resetAnswer(visit, recordId, { tooShort: true });
    try {
      await this.#api.post(visit, PLACES.reset, { recordId, password });
    } catch (error) {
      refuseUnlessClientFault(error);
      return resetAnswer(visit, recordId, { stale: true });
    }
    return signInAnswer(visit, { news: visit.words.resetDone });
  }

  async #account(
    visit: AccountVisit,
    wrong: { readonly name?: string; readonly fault?: string } = {},
  ): Promise<Answer> {
    const { accountId = '', index } = visit;
    const { podStore, webIdStore, clientCredentialsStore } = this.#stores;
    const [pods, links, keys] = await Promise.all([
      podStore.findPods(accountId),
      webIdStore.findLinks(accountId),
      clientCredentialsStore.findByAccount(accountId),
    ]);
    const places = {
      createSpace: `${index}${PLACES.createSpace}`,
      removeKey: `${index}${PLACES.removeKey}`,
      signOut: `${index}${PLACES.signOut}`,
    };
    return {
      kind: 'page',
      title: 'accountTitle',
      ...(wrong.fault === undefined ? {} : { status: 400 }),
      body: (words) => (
        <Account
          words={words}
          places={places}
          spaces={pods.map(({ baseUrl }) => baseUrl)}
          webIds={links.map(({ webId }) => webId)}
          keys={keys.map(({ id, label }) => ({ id, label }))}
          spaceName={wrong.name}
          fault={wrong.fault}
        />
      ),
    };
  }
}

function homeOf({ index, accountId }: AccountVisit): string {
  return accountId === undefined ? index : `${index}account/${accountId}/`;
}

function formPlaces({ index }: AccountVisit): FormPlaces {
  return {
    signIn: `${index}${PLACES.signIn}`,
    signUp: `${index}${PLACES.signUp}`,
    forgot: `${index}${PLACES.forgot}`,
  };
}

function nameIn({ form }: AccountVisit): string {
  return (form.get('name') ?? '').trim().toLowerCase();
}

interface SignInState {
  readonly email?: string;
  readonly problem?: string;
  readonly news?: string;
}

function signInAnswer(visit: AccountVisit, state: SignInState): Answer {
  const forApp = visit.interaction !== undefined;
  return {
    kind: 'page',
    title: 'signInTitle',
    ...(state.problem === undefined ? {} : { status: 403 }),
    body: (words) => <SignIn words={words} places={formPlaces(visit)} forApp={forApp} {...state} />,
  };
}

function signUpAnswer(visit: AccountVisit, faults: SignUpFaults): Answer {
  const { form, interaction } = visit;
  const answers = { space: form.get('name') ?? undefined, email: form.get('email') ?? undefined };
  return {
    kind: 'page',
    title: 'signUpTitle',
    ...(Object.keys(faults).length === 0 ? {} : { status: 400 }),
    body: (words) => (
      <SignUp
        words={words}
        places={formPlaces(visit)}
        forApp={interaction !== undefined}
        answers={answers}
        faults={faults}
      />
    ),
  };
}

function forgotAnswer(visit: AccountVisit, sent: boolean): Answer {
  return {
    kind: 'page',
    title: 'forgotTitle',
    body: (words) => <ForgottenPassword words={words} places={formPlaces(visit)} sent={sent} />,
  };
}

function resetAnswer(
  visit: AccountVisit,
  recordId: string,
  { tooShort = false, stale = false }: { readonly tooShort?: boolean; readonly stale?: boolean },
): Answer {
  return {
    kind: 'page',
    title: 'resetTitle',
    ...(tooShort || stale ? { status: 400 } : {}),
    body: (words) => (
      <NewPassword
        words={words}
        places={formPlaces(visit)}
        recordId={recordId}
        tooShort={tooShort}
        stale={stale}
      />
    ),
  };
}

/** A visitor's mistake becomes a sentence on the page; anything else is ours and goes to the error page. */
function refuseUnlessClientFault(error: unknown): asserts error is HttpError {
  if (!HttpError.isInstance(error) || error.statusCode >= 500) throw error;
}
