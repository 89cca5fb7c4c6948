/** The pages on which a person gets a space, signs in, and looks after the account. */
import type {
  ClientCredentialsStore,
  CookieStore,
  PasswordStore,
  PodStore,
  WebIdStore,
} from '@solid/community-server';
import { extractErrorTerms, HttpError } from '@solid/community-server';
import { Account } from '../pages/account.tsx';
import { ForgottenPassword, NewPassword } from '../pages/forgotten-password.tsx';
import {
  PASSWORD_LENGTH_MIN,
  SignIn,
  SignUp,
  type SignUpFaults,
  SPACE_NAME_PATTERN,
  Welcome,
} from '../pages/sign-in.tsx';
import type { Words } from '../pages/words.ts';
import type { AccountApi } from './account-api.ts';
import { type AccountVisit, type Answer, locationIn } from './account-visit.ts';
import { TooManyAttempts } from './attempts.ts';
import { formPlaces, PLACES } from './places.ts';
import type { SpaceCreator } from './space-creator.ts';
import { sentenceFor } from './too-many-attempts.ts';

export interface AccountStores {
  readonly cookieStore: CookieStore;
  readonly passwordStore: PasswordStore;
  readonly webIdStore: WebIdStore;
  readonly podStore: PodStore;
  readonly clientCredentialsStore: ClientCredentialsStore;
  readonly spaces: Pick<SpaceCreator, 'isTaken'>;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const SPACE_NAME = new RegExp(`^${SPACE_NAME_PATTERN}$`);

const go = (to: string): Answer => ({ kind: 'go', to });

/** What a form of the account page was sent with that did not do. */
interface Wrong {
  readonly name?: string;
  readonly fault?: string;
  readonly webId?: string;
  readonly identityFault?: string;
  /** The line that a WebID document must show before it is added. */
  readonly proof?: string;
}

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
      body: (words) => <Welcome words={words} places={formPlaces(visit.index)} />,
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
      return signInAnswer(visit, { email, ...problemOf(words, error) });
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
    const taken = await this.#stores.spaces.isTaken(name);
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

  /** An identity that lies elsewhere is added once its document shows the token that we ask for. */
  public async addIdentity(visit: AccountVisit): Promise<Answer> {
    const { accountId, index, form } = visit;
    if (accountId === undefined) return go(`${index}${PLACES.signIn}`);
    const webId = form.get('webId')?.trim() ?? '';
    try {
      await this.#api.post(visit, `account/${accountId}/webid/`, { webId });
    } catch (error) {
      refuseUnlessClientFault(error);
      const { quad } = extractErrorTerms(error.metadata);
      const proof = typeof quad === 'string' ? quad : undefined;
      const wrong = proof === undefined ? { identityFault: visit.words.identityWrong } : { proof };
      return this.#account(visit, { webId, ...wrong });
    }
    return go(homeOf(visit));
  }

  public async removeIdentity(visit: AccountVisit): Promise<Answer> {
    const { accountId, index, form } = visit;
    if (accountId === undefined) return go(`${index}${PLACES.signIn}`);
    const links = await this.#stores.webIdStore.findLinks(accountId);
    const link = links.find(({ id }) => id === form.get('identity'));
    if (link !== undefined) await this.#api.delete(visit, `account/${accountId}/webid/${link.id}/`);
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

  async #account(visit: AccountVisit, wrong: Wrong = {}): Promise<Answer> {
    const { accountId = '', index } = visit;
    const { podStore, webIdStore, clientCredentialsStore } = this.#stores;
    const [pods, links, keys] = await Promise.all([
      podStore.findPods(accountId),
      webIdStore.findLinks(accountId),
      clientCredentialsStore.findByAccount(accountId),
    ]);
    const places = {
      createSpace: `${index}${PLACES.createSpace}`,
      addIdentity: `${index}${PLACES.addIdentity}`,
      removeIdentity: `${index}${PLACES.removeIdentity}`,
      removeKey: `${index}${PLACES.removeKey}`,
      signOut: `${index}${PLACES.signOut}`,
    };
    return {
      kind: 'page',
      title: 'accountTitle',
      ...(Object.keys(wrong).length === 0 ? {} : { status: 400 }),
      body: (words) => (
        <Account
          words={words}
          places={places}
          spaces={pods.map(({ baseUrl }) => baseUrl)}
          identities={links.map(({ id, webId }) => ({ id, webId }))}
          keys={keys.map(({ id, label }) => ({ id, label }))}
          spaceName={wrong.name}
          fault={wrong.fault}
          webId={wrong.webId}
          identityFault={wrong.identityFault}
          proof={wrong.proof}
        />
      ),
    };
  }
}

function homeOf({ index, accountId }: AccountVisit): string {
  return accountId === undefined ? index : `${index}account/${accountId}/`;
}

function nameIn({ form }: AccountVisit): string {
  return (form.get('name') ?? '').trim().toLowerCase();
}

interface SignInState {
  readonly email?: string;
  readonly problem?: string;
  readonly retryAfterSeconds?: number;
  readonly news?: string;
}

/** What to tell somebody who could not be let in: that it does not fit, or when to try again. */
function problemOf(words: Words, error: HttpError): SignInState {
  if (!(error instanceof TooManyAttempts)) return { problem: words.signInWrong };
  const { retryAfterSeconds } = error;
  return { problem: sentenceFor(words, error), retryAfterSeconds };
}

function signInAnswer(visit: AccountVisit, state: SignInState): Answer {
  const { email, problem, news, retryAfterSeconds } = state;
  return {
    kind: 'page',
    title: 'signInTitle',
    ...(problem === undefined ? {} : { status: retryAfterSeconds === undefined ? 403 : 429 }),
    ...(retryAfterSeconds === undefined
      ? {}
      : { headers: { 'Retry-After': String(retryAfterSeconds) } }),
    body: (words) => (
      <SignIn
        words={words}
        places={formPlaces(visit.index)}
        forApp={visit.interaction !== undefined}
        email={email}
        problem={problem}
        news={news}
      />
    ),
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
        places={formPlaces(visit.index)}
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
    body: (words) => (
      <ForgottenPassword words={words} places={formPlaces(visit.index)} sent={sent} />
    ),
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
        places={formPlaces(visit.index)}
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
