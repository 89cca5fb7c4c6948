import { askedPauseSeconds } from './aftermath.ts';
import type { Clock } from './clock.ts';
import { ConnectorError, type ConnectorErrorCode } from './errors.ts';

/**
 * The circuit breaker before one partner, shared by all citizens of a process. A partner that is down for everybody is left
 * alone, and tried by one of them now and then; a pause that it asks of the application holds for all.
 */
export interface PartnerGate {
  /** Undefined when this connection may try; else the failure to go on with in place of a call. */
  refuse(): ConnectorError | undefined;
  /** Throws when the partner asked for a pause meanwhile: a run under way stops before its next step. */
  obey(): void;
  /** Whether `refuse` would let somebody pass. */
  isOpen(): boolean;
  /** The partner answered somebody as it should. */
  answered(): void;
  failed(connectionId: string, failure: ConnectorError): void;
}

/** What a partner says when something is wrong with it, and not with one citizen's agreement. */
const TROUBLES: ReadonlySet<ConnectorErrorCode> = new Set([
  'PARTNER_DOWN',
  'PARTNER_SLOW_DOWN',
  'PARTNER_ANSWER_INVALID',
]);

/** So many citizens in a row whom the partner failed: it is not about one of them. */
const CITIZENS_FAILED_MAX = 3;
const FIRST_REST_SECONDS = 60;
const REST_SECONDS_MAX = 30 * 60;
/** How long the others wait for the one who tries. */
const TRIAL_SECONDS = 60;

/** A timer may be this much early; nobody waits twice for it. */
const TIMER_MILLISECONDS = 500;

interface Rest {
  /** On the clock's own count of what elapsed. */
  readonly until: number;
  readonly code: 'PARTNER_DOWN' | 'PARTNER_SLOW_DOWN';
  /** Nobody tries before its end; after it everybody may. */
  readonly asked: boolean;
}

export function createPartnerGate(clock: Clock): PartnerGate {
  const failed = new Set<string>();
  let rest: Rest | undefined;
  let restSeconds = FIRST_REST_SECONDS;
  /** Until then somebody is trying. */
  let trialUntil = 0;

  const elapsed = (): number => clock.elapsed?.() ?? clock.now().getTime();
  /** Milliseconds for which nobody may call. */
  const left = (): number => {
    if (rest === undefined) return 0;
    const until = rest.asked ? rest.until : Math.max(rest.until, trialUntil);
    return until - elapsed() > TIMER_MILLISECONDS ? until - elapsed() : 0;
  };
  const close = (seconds: number, more: Omit<Rest, 'until'>): void => {
    rest = { ...more, until: Math.max(elapsed() + seconds * 1_000, rest?.until ?? 0) };
    trialUntil = 0;
  };

  const refusalOf = ({ code, asked }: Rest): ConnectorError =>
    new ConnectorError(code, 'The partner is left alone for a while', {
      retryAfterSeconds: left() / 1_000,
      ...(asked ? { forAll: true } : {}),
    });

  return {
    isOpen: () => left() === 0,
    obey: () => {
      if (rest?.asked === true && left() > 0) throw refusalOf(rest);
    },
    refuse: () => {
      if (rest === undefined) return undefined;
      if (left() > 0) return refusalOf(rest);
      if (rest.asked) rest = undefined;
      else trialUntil = elapsed() + TRIAL_SECONDS * 1_000;
      return undefined;
    },
    answered: () => {
      failed.clear();
      if (rest?.asked === true) return;
      rest = undefined;
      restSeconds = FIRST_REST_SECONDS;
    },
    failed: (connectionId, failure) => {
      if (!TROUBLES.has(failure.code)) return;
      if (failure.forAll) {
        const seconds = askedPauseSeconds(failure, clock.now()) ?? FIRST_REST_SECONDS;
        close(seconds, { code: 'PARTNER_SLOW_DOWN', asked: true });
        return;
      }
      failed.add(connectionId);
      if (failed.size < CITIZENS_FAILED_MAX) return;
      const code = failure.code === 'PARTNER_SLOW_DOWN' ? failure.code : 'PARTNER_DOWN';
      close(restSeconds, { code, asked: false });
      restSeconds = Math.min(restSeconds * 2, REST_SECONDS_MAX);
    },
  };
}
