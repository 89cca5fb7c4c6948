import type { ConnectorErrorCode } from '../kit/errors.ts';
import { jsonOf, type PartnerAnswer } from '../kit/partner/answer.ts';
import { basicAuthorization } from '../kit/partner/application-token.ts';
import { createPartnerDoor, type DoorSettings } from '../kit/partner/door.ts';
import { Field } from '../kit/partner/field.ts';
import { dataRefusal, tokenRefusal } from './refusal.ts';

export interface ClientSettings
  extends Pick<DoorSettings, 'rateLimit' | 'clock' | 'clockFactor' | 'answerSecondsMax'> {
  readonly api: string;
  readonly connect: string;
  readonly redirectUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly apiKey: string;
}

/** Speaks HTTP with MAIF for every citizen of the process. It never tries twice: that is the runner's business. */
export interface MaifClient {
  /** Tokens for the code that a person brought back. */
  exchange(code: string): Promise<Field>;
  /** `whenRefused` says what it means that MAIF does not take the refresh_token any more. */
  refresh(
    refreshToken: string,
    whenRefused: ConnectorErrorCode,
    signal: AbortSignal,
  ): Promise<Field>;
  /** All that MAIF has to say of a person. Throws a BearerRefused when the id_token is not taken. */
  myInformation(idToken: string, signal: AbortSignal): Promise<Field>;
}

const PARTNER = 'MAIF';
const ANSWER_SECONDS_MAX = 10;

export function createClient(settings: ClientSettings): MaifClient {
  const { api, connect, redirectUrl, clientId, clientSecret, apiKey } = settings;
  const hosts = [api, connect].map((base) => new URL(base).host);
  const door = createPartnerDoor({
    answerSecondsMax: ANSWER_SECONDS_MAX,
    ...settings,
    partner: PARTNER,
    hosts,
  });

  const tokens = async (
    form: Readonly<Record<string, string>>,
    whenRefused: ConnectorErrorCode,
    signal?: AbortSignal,
  ): Promise<Field> => {
    const answer = await door.call({
      api: 'connect',
      url: new URL(`${connect}/connect/token`),
      init: {
        method: 'POST',
        // Assumed: HTTP Basic, which every authorization server must take (RFC 6749, §2.3.1).
        headers: {
          authorization: basicAuthorization(clientId, clientSecret),
          accept: 'application/json',
        },
        body: new URLSearchParams(form),
      },
      ...(signal === undefined ? {} : { signal }),
    });
    if (!isGood(answer)) throw tokenRefusal(answer, whenRefused);
    return Field.of(jsonOf(answer), PARTNER);
  };

  return {
    exchange: (code) =>
      tokens(
        { grant_type: 'authorization_code', code, redirect_uri: redirectUrl },
        'CONSENT_MISSING',
      ),
    refresh: (refreshToken, whenRefused, signal) =>
      tokens({ grant_type: 'refresh_token', refresh_token: refreshToken }, whenRefused, signal),
    myInformation: async (idToken, signal) => {
      const url = new URL(`${api}/prod/cozy/v1/mes_infos`);
      // MAIF wants the application's key in the address, so this address is never written anywhere.
      url.searchParams.set('apikey', apiKey);
      const headers = { authorization: `Bearer ${idToken}`, accept: 'application/json' };
      const answer = await door.call({ api: 'mes_infos', url, init: { headers }, signal });
      if (!isGood(answer)) throw dataRefusal(answer);
      return Field.of(jsonOf(answer), PARTNER);
    },
  };
}

const isGood = ({ status }: PartnerAnswer): boolean => status >= 200 && status < 300;
