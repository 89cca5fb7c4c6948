import type { Clock } from '../kit/clock.ts';
import { jsonOf, type PartnerAnswer } from '../kit/partner/answer.ts';
import { createPartnerDoor, type DoorSettings } from '../kit/partner/door.ts';
import { Field } from '../kit/partner/field.ts';
import { refusalOf } from './refusal.ts';

export const PARTNER = 'Orange';

export interface ClientSettings
  extends Pick<DoorSettings, 'rateLimit' | 'clock' | 'clockFactor' | 'answerSecondsMax'> {
  readonly api: string;
}

/** One question, on behalf of the person whose token it carries. */
export interface OrangeRequest {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly token: string;
  readonly tokenEnds?: number;
  readonly signal?: AbortSignal;
}

/** Speaks HTTP with Orange for every citizen of the process. It never tries twice: that is the runner's business. */
export interface OrangeClient {
  /** What a good answer holds, not yet believed. Throws a ConnectorError. */
  ask(request: OrangeRequest): Promise<Field>;
}

export function createClient(settings: ClientSettings): OrangeClient {
  const { api, clock } = settings;
  const door = createPartnerDoor({ ...settings, partner: PARTNER, hosts: [new URL(api).host] });
  return {
    ask: async ({ path, query = {}, signal, ...request }) => {
      const url = new URL(`${api}${path}`);
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      const headers = { authorization: `Bearer ${request.token}`, accept: 'application/json' };
      const answer = await door.call({ url, init: { headers }, ...(signal ? { signal } : {}) });
      refuseRefusal(answer, request.tokenEnds, clock);
      return Field.of(jsonOf(answer), PARTNER);
    },
  };
}

function refuseRefusal(
  { status, headers }: PartnerAnswer,
  tokenEnds: number | undefined,
  clock: Clock,
): void {
  if (status >= 200 && status < 300) return;
  const retryAfter = headers.get('retry-after') ?? undefined;
  throw refusalOf({ status, retryAfter, tokenEnds, now: clock.now() });
}
