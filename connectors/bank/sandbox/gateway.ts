import type { Request } from 'express';
import { localDay } from '../../../shapes/kit/local-time.ts';
import type { Clock } from '../../kit/clock.ts';
import type { SandboxConfig } from '../../kit/sandbox/config.ts';
import { SandboxRefusal } from '../../kit/sandbox/refusal.ts';
import { type Account, accounts } from './accounts.ts';
import type { Fault } from './faults.ts';
import type { Consent, SandboxState } from './state.ts';

export interface BankParts extends SandboxConfig {
  readonly state: SandboxState;
  /** The state's clock. */
  readonly now: Clock;
  /** False when the questions of the day are used up. */
  readonly quota: (consentId: string, path: string) => boolean;
}

/** A question that has passed the door. */
export interface Admitted {
  readonly consent: Consent;
  readonly fault: Fault;
}

/** Lets a question through once its agreement is valid, its person meets no fault and the day's questions are not used up. */
export function admit(
  { state, now, quota }: BankParts,
  request: Request,
  consent: Consent | undefined,
): Admitted {
  const { person } = consent ?? {};
  const berlin = request.path.startsWith('/berlin/');
  if (consent === undefined || person === undefined || consent.status !== 'valid') {
    throw berlin
      ? new SandboxRefusal(401, 'CONSENT_INVALID', 'no valid consent')
      : new SandboxRefusal(403, 'FORBIDDEN', 'no valid consent');
  }
  const fault = state.switches.meet(person);
  if (fault === 'consent-expired' || consent.until < localDay(now.now())) {
    throw new SandboxRefusal(401, berlin ? 'CONSENT_EXPIRED' : 'UNAUTHORIZED', 'consent expired');
  }
  if (fault === 'consent-revoked') {
    throw new SandboxRefusal(401, berlin ? 'CONSENT_INVALID' : 'UNAUTHORIZED', 'withdrawn');
  }
  refuseByFault(fault, berlin);
  const isFirstPage = request.query.page === undefined;
  if (isFirstPage && !quota(consent.id, request.path)) throw accessExceeded(berlin);
  return { consent, fault };
}

function refuseByFault(fault: Fault, berlin: boolean): void {
  switch (fault) {
    case 'slow-down':
      throw accessExceeded(berlin);
    case 'server-error':
      throw new SandboxRefusal(500, 'INTERNAL_SERVER_ERROR', 'The service is unavailable');
    case 'service-blocked':
      throw new SandboxRefusal(berlin ? 403 : 405, 'SERVICE_BLOCKED', 'blocked for this service');
    case 'certificate-expired':
      throw new SandboxRefusal(401, 'CERTIFICATE_EXPIRED', 'certificate expired');
  }
}

const accessExceeded = (berlin: boolean): SandboxRefusal =>
  new SandboxRefusal(429, berlin ? 'ACCESS_EXCEEDED' : 'TOO_MANY_REQUESTS', 'four times a day');

/** The account of a path, if the person let it be seen. */
export function accountOf({ consent }: Admitted, resourceId: unknown): Account {
  const account = accounts.find((one) => one.resourceId === resourceId);
  if (account === undefined || !consent.resourceIds.includes(account.resourceId)) {
    throw new SandboxRefusal(404, 'RESOURCE_UNKNOWN', 'unknown account');
  }
  return account;
}

export const accountsOf = (consent: Consent): readonly Account[] =>
  accounts.filter(({ resourceId }) => consent.resourceIds.includes(resourceId));
