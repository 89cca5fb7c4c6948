import type { Clock } from '../kit/clock.ts';
import type { Manifest } from '../kit/contract.ts';
import { ConnectorError } from '../kit/errors.ts';
import { complaintOf, jsonOf, textOf } from './answer.ts';
import type { EnedisRequest, Exchange } from './api.ts';
import { Field } from './field.ts';
import { parseToken, type Token } from './payload-customer.ts';
import { createRateLimit, type RateLimit } from './rate-limit.ts';
import { refusalOf } from './refusal.ts';

export interface ClientSettings {
  /** Base address of the gateway. */
  readonly api: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly rateLimit: Manifest['rateLimit'];
  readonly clock: Clock;
  /** How much faster than real time the clock's waits are; the limits shrink alike. */
  readonly clockFactor: number;
  readonly answerSecondsMax?: number;
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

const ANSWER_SECONDS_MAX = 30;
/** A token is renewed before it ends, so that none ends on its way. */
const TOKEN_MARGIN_SECONDS = 60;
/** For calls that serve everybody, or that no run can stop; the time limit ends them all the same. */
const NEVER = new AbortController().signal;

interface Call {
  readonly api: string;
  readonly url: URL;
  readonly init: RequestInit;
  readonly signal: AbortSignal;
  readonly onUnauthorized?: () => void;
}

export function createClient(settings: ClientSettings): EnedisClient {
  const { clock, clockFactor } = settings;
  const limits = new Map<string, RateLimit>();
  const tokens = createTokens(settings, call);

  function limitOf(api: string): RateLimit {
    const known = limits.get(api) ?? createRateLimit(settings.rateLimit, clock, clockFactor);
    limits.set(api, known);
    return known;
  }

  /** HTTP in, unknown out. */
  async function call(call: Call): Promise<unknown> {
    const answered = await limitOf(call.api).enter(call.signal);
    try {
      return await answerTo(call, settings);
    } finally {
      answered();
    }
  }

  async function authorized(request: Call): Promise<Field> {
    const token = await tokens.current();
    const headers = {
      ...request.init.headers,
      authorization: `Bearer ${token}`,
      accept: 'application/json',
    };
    const onUnauthorized = (): void => tokens.forget(token);
    return Field.of(await call({ ...request, init: { ...request.init, headers }, onUnauthorized }));
  }

  return {
    ask: async (exchange, question, signal) => {
      const request = exchange.request(question);
      const url = urlOf(settings.api, request);
      return exchange.parse(
        await authorized({ api: request.api, url, init: {}, signal }),
        question,
      );
    },
    post: ({ api, path, body }) =>
      authorized({
        api,
        url: urlOf(settings.api, { path, query: {} }),
        init: {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        },
        signal: NEVER,
      }),
  };
}

/** One token for the application, fetched once however many ask; it says nothing about any citizen's consent. */
function createTokens(settings: ClientSettings, call: (call: Call) => Promise<unknown>) {
  const elapsedSeconds = (): number => (performance.now() * settings.clockFactor) / 1_000;
  let held: (Token & { readonly renewAt: number }) | undefined;
  let coming: Promise<string> | undefined;

  const fetchToken = async (): Promise<string> => {
    const secret = `${encodeURIComponent(settings.clientId)}:${encodeURIComponent(settings.clientSecret)}`;
    const init = {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(secret).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    };
    const url = urlOf(settings.api, { path: '/oauth2/v3/token', query: {} });
    const token = parseToken(Field.of(await call({ api: 'oauth2', url, init, signal: NEVER })));
    const renewAt = elapsedSeconds() + token.expiresInSeconds - TOKEN_MARGIN_SECONDS;
    held = { ...token, renewAt };
    return token.value;
  };

  return {
    current: (): Promise<string> => {
      if (held !== undefined && elapsedSeconds() < held.renewAt) return Promise.resolve(held.value);
      coming ??= fetchToken().finally(() => {
        coming = undefined;
      });
      return coming;
    },
    forget: (value: string): void => {
      if (held?.value === value) held = undefined;
    },
  };
}

async function answerTo(
  { url, init, signal, onUnauthorized }: Call,
  { clock, answerSecondsMax = ANSWER_SECONDS_MAX }: ClientSettings,
): Promise<unknown> {
  const late = AbortSignal.timeout(answerSecondsMax * 1_000);
  const { response, text } = await received(url, {
    ...init,
    // Enedis has no redirect in its contract; following one could leave the hosts of the manifest.
    redirect: 'error',
    signal: AbortSignal.any([signal, late]),
  }).catch((cause: unknown) => {
    signal.throwIfAborted();
    if (cause instanceof ConnectorError) throw cause;
    const how = late.aborted ? `within ${answerSecondsMax} s` : 'to the end';
    throw new ConnectorError('PARTNER_DOWN', `Enedis did not answer ${how}`, { cause });
  });
  if (response.ok) return jsonOf(response, text);
  if (response.status === 401) onUnauthorized?.();
  throw refusalOf({ status: response.status, ...complaintOf(text), now: clock.now() });
}

async function received(url: URL, init: RequestInit) {
  const response = await fetch(url, init);
  return { response, text: await textOf(response) };
}

function urlOf(base: string, { path, query }: Pick<EnedisRequest, 'path' | 'query'>): URL {
  const url = new URL(`${base}${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}
