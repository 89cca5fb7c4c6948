import type { Clock } from '../clock.ts';
import type { Manifest } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import { type PartnerAnswer, type Reading, readAnswer } from './answer.ts';
import { createRateLimit, type RateLimit } from './rate-limit.ts';

/** The way to a partner, for every citizen of the process. It never tries twice: that is the runner's business. */
export interface PartnerDoor {
  /**
   * Sends one request and takes in whatever comes back, refusals too. Throws a ConnectorError when no whole answer comes, and what
   * the signal was aborted with.
   */
  call(call: PartnerCall): Promise<PartnerAnswer>;
}

interface PartnerCall {
  /** Limits count per API of the partner, where it has several; one name does for those that count all calls together. */
  readonly api?: string;
  readonly url: URL;
  readonly init?: RequestInit;
  readonly signal?: AbortSignal;
  /** For long answers: takes the text of a good one part by part, as it comes. */
  readonly take?: Reading['take'];
}

export interface DoorSettings {
  /** As people say it, for the operator. */
  readonly partner: string;
  /** The only hosts that may be called, as in the manifest. */
  readonly hosts: readonly string[];
  readonly rateLimit: Manifest['rateLimit'];
  readonly clock: Clock;
  /** How much faster than real time the clock's waits are; the limits shrink alike. */
  readonly clockFactor: number;
  readonly answerSecondsMax?: number;
  readonly answerBytesMax?: number;
  /** Where the partner's contract has redirects that somebody must look at: they are answers. By default one ends the call. */
  readonly redirect?: 'error' | 'manual';
}

const ANSWER_SECONDS_MAX = 30;
/** A tenfold usual answer is still read, a 10 MB one is not. */
const ANSWER_BYTES_MAX = 2_000_000;
/** For calls that serve everybody, or that no run can stop; the time limit ends them all the same. */
const NEVER = new AbortController().signal;

export function createPartnerDoor(settings: DoorSettings): PartnerDoor {
  const { partner, hosts, rateLimit, clock, clockFactor } = settings;
  const limits = new Map<string, RateLimit>();

  const limitOf = (api: string): RateLimit => {
    const known = limits.get(api) ?? createRateLimit(rateLimit, clock, clockFactor);
    limits.set(api, known);
    return known;
  };

  return {
    call: async ({ api = '', signal = NEVER, ...call }) => {
      const { url } = call;
      if (!hosts.includes(url.host))
        throw new ConnectorError('BROKEN', `${url.host} is no host of ${partner} in the manifest`);
      const answered = await limitOf(api).enter(signal);
      try {
        return await answerTo({ ...call, signal }, settings);
      } finally {
        answered();
      }
    },
  };
}

async function answerTo(
  { url, init = {}, signal = NEVER, take }: PartnerCall,
  settings: DoorSettings,
): Promise<PartnerAnswer> {
  const { partner, redirect = 'error' } = settings;
  const { answerSecondsMax = ANSWER_SECONDS_MAX, answerBytesMax = ANSWER_BYTES_MAX } = settings;
  const late = AbortSignal.timeout(answerSecondsMax * 1_000);
  try {
    const response = await fetch(url, {
      ...init,
      redirect,
      signal: AbortSignal.any([signal, late]),
    });
    const bytesMax = answerBytesMax;
    return await readAnswer(
      response,
      partner,
      take === undefined ? { bytesMax } : { bytesMax, take },
    );
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof ConnectorError) throw cause;
    const how = late.aborted ? `within ${answerSecondsMax} s` : 'to the end';
    throw new ConnectorError('PARTNER_DOWN', `${partner} did not answer ${how}`, { cause });
  }
}
