import { jsonOf, type PartnerAnswer } from '../kit/partner/answer.ts';
import { basicAuthorization } from '../kit/partner/application-token.ts';
import { createPartnerDoor, type DoorSettings, type PartnerDoor } from '../kit/partner/door.ts';
import { Field } from '../kit/partner/field.ts';
import { refusalOf, tokenRefusalOf } from './refusal.ts';

export interface ClientSettings
  extends Pick<DoorSettings, 'rateLimit' | 'clock' | 'clockFactor' | 'answerSecondsMax'> {
  readonly api: string;
  readonly signIn: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Speaks HTTP with the mobility account for every citizen of the process. It never tries twice: that is the runner's business. */
export interface MobilityClient {
  /** The token endpoint (RFC 6749, §3.2). */
  token(form: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Field>;
  get(request: {
    readonly path: string;
    readonly query?: Readonly<Record<string, string>>;
    readonly bearer: string;
    readonly signal?: AbortSignal;
  }): Promise<Field>;
  /** Who the bearer of a token is. */
  userInfo(bearer: string): Promise<Field>;
  delete(request: { readonly path: string; readonly bearer: string }): Promise<void>;
}

/** As the realm of the account is called. */
export const SIGN_IN_PATH = '/auth/realms/mcm/protocol/openid-connect';

const PARTNER = 'The mobility account';

export function createClient(settings: ClientSettings): MobilityClient {
  const { api, signIn, clientId, clientSecret } = settings;
  const door = createPartnerDoor({
    ...settings,
    partner: PARTNER,
    hosts: [api, signIn].map((url) => new URL(url).host),
  });
  return {
    token: async (form, signal) => {
      const answer = await door.call({
        api: 'sign-in',
        url: new URL(`${signIn}${SIGN_IN_PATH}/token`),
        init: {
          method: 'POST',
          headers: { authorization: basicAuthorization(clientId, clientSecret) },
          body: new URLSearchParams(form),
        },
        ...(signal === undefined ? {} : { signal }),
      });
      if (!isGood(answer)) throw tokenRefusalOf(answer);
      return fieldOf(answer);
    },
    get: async ({ path, query = {}, bearer, signal }) => {
      const url = new URL(`${api}${path}`);
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      const init = { headers: headersOf(bearer) };
      return ask(door, url, init, signal);
    },
    userInfo: (bearer) =>
      ask(door, new URL(`${signIn}${SIGN_IN_PATH}/userinfo`), { headers: headersOf(bearer) }),
    delete: async ({ path, bearer }) => {
      const init = { method: 'DELETE', headers: headersOf(bearer) };
      const answer = await door.call({ url: new URL(`${api}${path}`), init });
      // What is gone already need not be given back.
      if (!isGood(answer) && answer.status !== 404) throw refusalOf(answer);
    },
  };
}

async function ask(
  door: PartnerDoor,
  url: URL,
  init: RequestInit,
  signal?: AbortSignal,
): Promise<Field> {
  const answer = await door.call({ url, init, ...(signal === undefined ? {} : { signal }) });
  if (!isGood(answer)) throw refusalOf(answer);
  return fieldOf(answer);
}

const headersOf = (bearer: string) => ({
  authorization: `Bearer ${bearer}`,
  accept: 'application/json',
});

const fieldOf = (answer: PartnerAnswer): Field => Field.of(jsonOf(answer), PARTNER);

const isGood = ({ status }: PartnerAnswer): boolean => status >= 200 && status < 300;
