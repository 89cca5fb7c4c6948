import type { Clock } from '../kit/clock.ts';
import { ConnectorError } from '../kit/errors.ts';
import { jsonOf, type PartnerAnswer } from '../kit/partner/answer.ts';
import { createPartnerDoor, type DoorSettings } from '../kit/partner/door.ts';
import { Field } from '../kit/partner/field.ts';
import { refusalOf } from './refusal.ts';

export const PARTNER = 'Orange';

export interface ClientSettings
  extends Pick<DoorSettings, 'rateLimit' | 'clock' | 'clockFactor' | 'answerSecondsMax'> {
  readonly api: string;
}

/** A question has a start and no end, so one answer may hold two years of a busy line (of some 250 bytes a row). */
const ANSWER_BYTES_MAX = 8_000_000;

/** One question, on behalf of the person whose token it carries. */
interface OrangeRequest {
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
  /** The bytes of a PDF. */
  file(request: OrangeRequest): Promise<Uint8Array>;
}

export function createClient(settings: ClientSettings): OrangeClient {
  const { api, clock } = settings;
  const door = createPartnerDoor({
    ...settings,
    partner: PARTNER,
    hosts: [new URL(api).host],
    answerBytesMax: ANSWER_BYTES_MAX,
  });
  const answerTo = async (request: OrangeRequest): Promise<PartnerAnswer> => {
    const { path, query = {}, token, tokenEnds, signal } = request;
    const url = new URL(`${api}${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const headers = { authorization: `Bearer ${token}` };
    const answer = await door.call({ url, init: { headers }, ...(signal ? { signal } : {}) });
    refuseRefusal(answer, tokenEnds, clock);
    return answer;
  };
  return {
    ask: async (request) => Field.of(jsonOf(await answerTo(request)), PARTNER),
    file: async (request) => {
      const { bytes } = await answerTo(request);
      if (Buffer.from(bytes.subarray(0, PDF_BEGINS.length)).toString('latin1') === PDF_BEGINS) {
        return bytes;
      }
      throw new ConnectorError('PARTNER_ANSWER_INVALID', `${PARTNER} sent no PDF where one is due`);
    },
  };
}

/** ISO 32000-1, §7.5.2. */
const PDF_BEGINS = '%PDF-';

function refuseRefusal(
  { status, headers }: PartnerAnswer,
  tokenEnds: number | undefined,
  clock: Clock,
): void {
  if (status >= 200 && status < 300) return;
  throw refusalOf({ status, headers, tokenEnds, now: clock.now() });
}
