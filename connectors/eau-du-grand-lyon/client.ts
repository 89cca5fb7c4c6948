import { ConnectorError } from '../kit/errors.ts';
import { jsonOf, type PartnerAnswer } from '../kit/partner/answer.ts';
import { createPartnerDoor, type DoorSettings, type PartnerDoor } from '../kit/partner/door.ts';
import { Field } from '../kit/partner/field.ts';
import type { EauRequest, Exchange } from './api.ts';
import { type Credentials, type LoginSettings, PARTNER, signIn } from './login.ts';
import { refusalOf, SessionEnded } from './refusal.ts';

export interface ClientSettings
  extends LoginSettings,
    Pick<DoorSettings, 'rateLimit' | 'clock' | 'clockFactor' | 'answerSecondsMax'> {}

/** One customer, signed in. It opens a second session when the first ends, and no third. */
export interface EauSession {
  /** Asks, and believes only an answer that the exchange's `parse` accepts. Throws a ConnectorError. */
  ask<Question, Answer>(exchange: Exchange<Question, Answer>, question: Question): Promise<Answer>;
  /** The bytes of a file that says to be a PDF and begins as one. */
  pdf(request: EauRequest): Promise<Uint8Array>;
}

export interface EauClient {
  open(credentials: Credentials, signal?: AbortSignal): Promise<EauSession>;
}

/** A bill of many pages is still read. */
const ANSWER_BYTES_MAX = 5_000_000;

/** Speaks HTTP with the web space. It never tries twice, but for a session that ended: the rest is the runner's business. */
export function createClient(settings: ClientSettings): EauClient {
  const door = createPartnerDoor({
    ...settings,
    partner: PARTNER,
    hosts: [new URL(settings.api).host],
    answerBytesMax: ANSWER_BYTES_MAX,
    redirect: 'manual',
  });
  return {
    open: async (credentials, signal) => {
      const enter = (): Promise<string> => signIn({ door, settings, signal }, credentials);
      return sessionOf({ door, api: settings.api, signal, enter, token: await enter() });
    },
  };
}

interface Opened {
  readonly door: PartnerDoor;
  readonly api: string;
  readonly signal: AbortSignal | undefined;
  readonly token: string;
  enter(): Promise<string>;
}

function sessionOf({ door, api, signal, token, enter }: Opened): EauSession {
  const held = { token, renewed: false };

  const send = async ({ method, path, query, body }: EauRequest): Promise<PartnerAnswer> => {
    const url = new URL(`${api}${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const headers = { authorization: `Bearer ${held.token}`, accept: '*/*' };
    const asJson = { ...headers, 'content-type': 'application/json' };
    const init =
      body === undefined
        ? { method, headers }
        : { method, headers: asJson, body: JSON.stringify(body) };
    const answer = await door.call({ url, init, ...(signal === undefined ? {} : { signal }) });
    if (answer.status === 200) return answer;
    throw refusalOf(answer);
  };

  const sendOnceMore = async (request: EauRequest): Promise<PartnerAnswer> => {
    try {
      return await send(request);
    } catch (error) {
      if (!(error instanceof SessionEnded) || held.renewed) throw error;
      // Whoever signs in again and again is taken for an attacker and shut out for hours.
      held.renewed = true;
      held.token = await enter();
      return send(request);
    }
  };

  return {
    ask: async (exchange, question) => {
      const answer = await sendOnceMore(exchange.request(question));
      return exchange.parse(Field.of(jsonOf(answer), PARTNER), question);
    },
    pdf: async (request) => {
      const { type, bytes } = await sendOnceMore(request);
      const begins = new TextDecoder('latin1').decode(bytes.subarray(0, 5));
      if (type === 'application/pdf' && begins === '%PDF-') return bytes;
      throw new ConnectorError('PARTNER_ANSWER_INVALID', `${PARTNER} sent a bill that is no PDF`);
    },
  };
}
