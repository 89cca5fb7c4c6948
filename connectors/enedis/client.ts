import type { Clock } from '../kit/clock.ts';
import { askedPauseOf, complaintOf, jsonOf } from '../kit/partner/answer.ts';
import {
  type ApplicationToken,
  basicAuthorization,
  createApplicationToken,
  parseToken,
} from '../kit/partner/application-token.ts';
import { createPartnerDoor, type DoorSettings, type PartnerDoor } from '../kit/partner/door.ts';
import { Field } from '../kit/partner/field.ts';
import type { EnedisRequest, Exchange } from './api.ts';
import { refusalOf } from './refusal.ts';

export interface ClientSettings
  extends Pick<DoorSettings, 'rateLimit' | 'clock' | 'clockFactor' | 'answerSecondsMax'> {
  /** Base address of the gateway. */
  readonly api: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Speaks HTTP with Enedis for every citizen of the process. It never tries twice: that is the runner's business. */
export interface EnedisClient {
  /** Asks, and believes only an answer that `parse` accepts. Throws a ConnectorError or a PeriodTooOld. */
  ask<Question, Answer>(
    exchange: Exchange<Question, Answer>,
    question: Question,
    signal: AbortSignal,
  ): Promise<Answer>;
  post(request: {
    readonly api: string;
    readonly path: string;
    readonly body: object;
  }): Promise<Field>;
}

const PARTNER = 'Enedis';

interface Call {
  readonly api: string;
  readonly url: URL;
  readonly init: RequestInit;
  readonly signal?: AbortSignal;
}

export function createClient(settings: ClientSettings): EnedisClient {
  const { api, clock, clockFactor } = settings;
  const door = createPartnerDoor({ ...settings, partner: PARTNER, hosts: [new URL(api).host] });
  const token = createApplicationToken(() => fetchToken(door, settings), clockFactor);
  const authorized = (call: Call): Promise<Field> => askAuthorized(door, token, call, clock);

  return {
    ask: async (exchange, question, signal) => {
      const request = exchange.request(question);
      const call = { api: request.api, url: urlOf(api, request), init: {}, signal };
      return exchange.parse(await authorized(call), question);
    },
    post: ({ api: name, path, body }) =>
      authorized({
        api: name,
        url: urlOf(api, { path, query: {} }),
        init: {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        },
      }),
  };
}

/** One token for the application; it says nothing about any citizen's consent. */
async function fetchToken(door: PartnerDoor, settings: ClientSettings) {
  const { api, clientId, clientSecret, clock } = settings;
  const init = {
    method: 'POST',
    headers: { authorization: basicAuthorization(clientId, clientSecret) },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  };
  const url = urlOf(api, { path: '/oauth2/v3/token', query: {} });
  return parseToken(await fieldsOf(door, { api: 'oauth2', url, init }, clock));
}

async function askAuthorized(
  door: PartnerDoor,
  token: ApplicationToken,
  { init, ...call }: Call,
  clock: Clock,
): Promise<Field> {
  const value = await token.current();
  const headers = {
    ...init.headers,
    authorization: `Bearer ${value}`,
    accept: 'application/json',
  };
  const request = { ...call, init: { ...init, headers } };
  return fieldsOf(door, request, clock, () => token.forget(value));
}

/** HTTP in, fields out; what Enedis refuses is thrown as what it means. */
async function fieldsOf(
  door: PartnerDoor,
  call: Call,
  clock: Clock,
  onUnauthorized: () => void = () => undefined,
): Promise<Field> {
  const answer = await door.call(call);
  const { status, text } = answer;
  if (status >= 200 && status < 300) return Field.of(jsonOf(answer), PARTNER);
  if (status === 401) onUnauthorized();
  throw refusalOf({
    status,
    ...complaintOf(text),
    now: clock.now(),
    pause: askedPauseOf(answer),
  });
}

function urlOf(base: string, { path, query }: Pick<EnedisRequest, 'path' | 'query'>): URL {
  const url = new URL(`${base}${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}
