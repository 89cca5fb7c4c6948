import { randomUUID } from 'node:crypto';
import { jsonOf, type PartnerAnswer } from '../kit/partner/answer.ts';
import { createPartnerDoor, type DoorSettings, type PartnerDoor } from '../kit/partner/door.ts';
import { Field } from '../kit/partner/field.ts';
import type { BankRequest, Exchange } from './api.ts';
import { refusalOf } from './refusal.ts';

export interface ClientSettings
  extends Pick<DoorSettings, 'rateLimit' | 'clock' | 'clockFactor' | 'answerSecondsMax'> {
  /** As people say it. */
  readonly name: string;
  readonly api: string;
  readonly pages: string;
}

type Headers = Readonly<Record<string, string>>;

/** Who asks: the headers that open one citizen's accounts. */
export interface Asker {
  readonly credentials: Headers;
  readonly signal: AbortSignal;
}

/** Speaks HTTP with a bank for every citizen of the process. It never tries twice: that is the runner's business. */
export interface BankClient {
  /** Asks, goes through all pages, and believes only what `parse` accepts. Throws a ConnectorError or a PeriodTooOld. */
  ask<Question, Item>(
    exchange: Exchange<Question, Item>,
    question: Question,
    asker: Asker,
  ): Promise<readonly Item[]>;
  send(call: BankCall): Promise<Field>;
}

interface BankCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: URL;
  readonly headers?: Headers;
  readonly body?: object | URLSearchParams;
  readonly signal?: AbortSignal;
}

const PAGES_MAX = 100;

export function createClient(settings: ClientSettings): BankClient {
  const { name, api, pages } = settings;
  const hosts = [api, pages].map((url) => new URL(url).host);
  const door = createPartnerDoor({ ...settings, partner: name, hosts });
  const send = (call: BankCall): Promise<Field> => fieldsOf(door, call, settings);

  return {
    send,
    ask: async (exchange, question, { credentials, signal }) => {
      const items: ReturnType<typeof exchange.parse>['items'][number][] = [];
      const seen = new Set<string>();
      let url: URL | undefined = firstPage(api, exchange.request(question));
      while (url !== undefined) {
        seen.add(url.href);
        const answer = await send({ method: 'GET', url, headers: credentials, signal });
        const page = exchange.parse(answer, question);
        items.push(...page.items);
        url = page.next === undefined ? undefined : nextPage(page.next, url, answer);
        if (url !== undefined && seen.has(url.href)) {
          throw answer.refusal('leads to a page that was read before');
        }
        if (seen.size >= PAGES_MAX && url !== undefined) {
          throw answer.refusal(`has more than ${PAGES_MAX} pages`);
        }
      }
      return items;
    },
  };
}

function firstPage(api: string, { path, query }: BankRequest): URL {
  const url = new URL(`${api}${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}

/** The credentials go along, so a link that leads to another house is not followed. */
function nextPage(href: string, from: URL, answer: Field): URL {
  const next = URL.canParse(href, from) ? new URL(href, from) : undefined;
  if (next?.origin !== from.origin) throw answer.refusal('leads to a page somewhere else');
  return next;
}

async function fieldsOf(
  door: PartnerDoor,
  { method, url, headers = {}, body, signal }: BankCall,
  { name, clock }: ClientSettings,
): Promise<Field> {
  const form = body instanceof URLSearchParams;
  const init = {
    method,
    headers: {
      accept: 'application/json',
      'x-request-id': randomUUID(),
      ...(body === undefined || form ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
  };
  const answer: PartnerAnswer = await door.call({ url, init, ...(signal ? { signal } : {}) });
  const { status, text, headers: answered } = answer;
  // What was made or ended need not be described.
  if ((status === 201 || status === 204) && text === '') return Field.of({}, name);
  if (status >= 200 && status < 300) return Field.of(jsonOf(answer), name);
  throw refusalOf({ bank: name, status, text, headers: answered, now: clock.now() });
}
