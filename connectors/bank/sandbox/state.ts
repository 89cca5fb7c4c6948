import { randomUUID } from 'node:crypto';
import { createFaultSwitches, type FaultSwitches } from '../../kit/sandbox/faults.ts';
import { openKept } from '../../kit/sandbox/kept-file.ts';
import type { Fault } from './faults.ts';

/** What a person agreed to, or is asked to. */
export interface Consent {
  readonly id: string;
  readonly dialect: 'stet' | 'berlin';
  readonly status: 'received' | 'rejected' | 'valid' | 'terminatedByTpp';
  readonly until: string;
  readonly person?: string;
  readonly resourceIds: readonly string[];
  readonly transactions: boolean;
  readonly back?: { readonly agreed: string; readonly refused: string };
  /** STET: spent with the first exchange. */
  readonly code?: string;
  readonly refreshToken?: string;
}

interface Remembered {
  readonly anchorDay: string;
  readonly consents: readonly Consent[];
}

/** What the simulation remembers; with a folder it remembers it over a restart, but for the faults and the counts. */
export interface SandboxState {
  readonly anchorDay: string;
  readonly switches: FaultSwitches<Fault>;
  add(consent: Omit<Consent, 'id'>): Consent;
  /** A person has one agreement at a time in each dialect: a new one ends the former (Berlin Group, §5.2). */
  change(id: string, change: Partial<Consent>): Consent | undefined;
  find(match: (consent: Consent) => boolean): Consent | undefined;
}

const CONSENTS_MAX = 1_000;

export function openState(folder: string | undefined, today: string): SandboxState {
  const kept = openKept<Remembered>(folder, 'bank-sandbox', { anchorDay: today, consents: [] });
  const switches = createFaultSwitches<Fault>();
  const write = (consents: readonly Consent[]): void =>
    kept.write({ ...kept.read(), consents: consents.slice(-CONSENTS_MAX) });
  return {
    anchorDay: kept.read().anchorDay,
    switches,
    add: (draft) => {
      const consent = { ...draft, id: `cst-${randomUUID()}` };
      write([...kept.read().consents, consent]);
      return consent;
    },
    change: (id, change) => {
      const { consents } = kept.read();
      const before = consents.find((consent) => consent.id === id);
      if (before === undefined) return undefined;
      const after = { ...before, ...change };
      const isFormer = (one: Consent): boolean =>
        after.status === 'valid' &&
        one.status === 'valid' &&
        one.person === after.person &&
        one.dialect === after.dialect;
      write(
        consents.map((one) => {
          if (one.id === id) return after;
          return isFormer(one) ? { ...one, status: 'terminatedByTpp' as const } : one;
        }),
      );
      const { person } = after;
      const ended = ['consent-revoked', 'consent-expired'];
      if (person !== undefined && change.status === 'valid' && ended.includes(switches.of(person)))
        switches.set(person, { fault: 'none' });
      return after;
    },
    find: (match) => kept.read().consents.find(match),
  };
}
