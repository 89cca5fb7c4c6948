import { randomUUID } from 'node:crypto';
import { createFaultSwitches, type FaultSwitches } from '../../kit/sandbox/faults.ts';
import { openKept } from '../../kit/sandbox/kept-file.ts';
import type { Fault } from './faults.ts';

/** One agreement at the account; a person who agrees twice has two, and withdraws both at once. */
interface Consent {
  readonly citizenId: string;
  /** Where the current one was never used, the one before still is good: an answer can get lost. */
  readonly refreshTokens: readonly string[];
  readonly until: string;
}

interface Remembered {
  readonly anchorDay: string;
  readonly consents: readonly Consent[];
}

/** What the simulation remembers; with a folder it remembers it over a restart, but for the faults. */
export interface SandboxState {
  /** Two years before this day everybody's history begins. */
  readonly anchorDay: string;
  readonly switches: FaultSwitches<Fault>;
  consent(citizenId: string, until: string): Consent;
  withdraw(citizenId: string): void;
  consentOf(
    match: { readonly citizenId: string } | { readonly refreshToken: string },
  ): Consent | undefined;
  /** A new refresh token in place of the one that was used. */
  rotate(used: string): string;
}

export function openState(folder: string | undefined, today: string): SandboxState {
  const first: Remembered = { anchorDay: today, consents: [] };
  const kept = openKept(folder, 'mobility-sandbox', first);
  const switches = createFaultSwitches<Fault>();
  const change = (make: (consents: readonly Consent[]) => readonly Consent[]): void => {
    const { anchorDay, consents } = kept.read();
    kept.write({ anchorDay, consents: make(consents) });
  };

  return {
    anchorDay: kept.read().anchorDay,
    switches,
    consent: (citizenId, until) => {
      const consent = { citizenId, refreshTokens: [randomUUID()], until };
      change((consents) => [...consents, consent]);
      if (/^consent-|^forbidden$/.test(switches.of(citizenId))) {
        switches.set(citizenId, { fault: 'none' });
      }
      return consent;
    },
    withdraw: (citizenId) =>
      change((consents) => consents.filter((one) => one.citizenId !== citizenId)),
    consentOf: (match) =>
      kept
        .read()
        .consents.find((one) =>
          'citizenId' in match
            ? one.citizenId === match.citizenId
            : one.refreshTokens.includes(match.refreshToken),
        ),
    rotate: (used) => {
      const next = randomUUID();
      change((consents) =>
        consents.map((one) =>
          one.refreshTokens.includes(used) ? { ...one, refreshTokens: [used, next] } : one,
        ),
      );
      return next;
    },
  };
}
