import { randomUUID } from 'node:crypto';
import { createFaultSwitches, type FaultSwitches } from '../../kit/sandbox/faults.ts';
import { openKept } from '../../kit/sandbox/kept-file.ts';
import type { Fault } from './faults.ts';

/** One agreement of one member: first a code, then a refresh_token, each good once. */
export interface Grant {
  readonly id: string;
  readonly memberNumber: string;
  readonly nonce: string;
  readonly code?: string;
  readonly refreshToken?: string;
  readonly refreshUntil: string;
}

interface Remembered {
  readonly anchorDay: string;
  readonly grants: readonly Grant[];
}

/** What the simulation remembers; with a folder it remembers it over a restart, but for the faults. */
export interface SandboxState {
  readonly anchorDay: string;
  readonly switches: FaultSwitches<Fault>;
  /** A new agreement, with the code that stands for it. */
  grant(memberNumber: string, nonce: string): string;
  find(match: Partial<Pick<Grant, 'id' | 'code' | 'refreshToken'>>): Grant | undefined;
  /** The grant with a new refresh_token, or with the one that it had. */
  tokensGiven(grant: Grant, refreshUntil: Date, options: { readonly rotate: boolean }): Grant;
  hasAgreed(memberNumber: string): boolean;
}

const GRANTS_MAX = 200;
const REVOKED: readonly Fault[] = ['consent-revoked', 'agreement-over'];

export function openState(folder: string | undefined, yesterday: string): SandboxState {
  const first: Remembered = { anchorDay: yesterday, grants: [] };
  const kept = openKept(folder, 'maif-sandbox', first);
  const switches = createFaultSwitches<Fault>();
  const save = (grant: Grant): void => {
    const { anchorDay, grants } = kept.read();
    const others = grants.filter(({ id }) => id !== grant.id);
    kept.write({ anchorDay, grants: [grant, ...others].slice(0, GRANTS_MAX) });
  };

  return {
    anchorDay: kept.read().anchorDay,
    switches,
    grant: (memberNumber, nonce) => {
      const code = randomUUID();
      save({ id: randomUUID(), memberNumber, nonce, code, refreshUntil: '' });
      const set = switches.of(memberNumber);
      if (REVOKED.some((fault) => fault === set)) switches.set(memberNumber, { fault: 'none' });
      return code;
    },
    find: (match) =>
      kept
        .read()
        .grants.find((grant) =>
          (['id', 'code', 'refreshToken'] as const).every(
            (name) =>
              !(name in match) || (grant[name] !== undefined && grant[name] === match[name]),
          ),
        ),
    tokensGiven: ({ code: _, ...grant }, refreshUntil, { rotate }) => {
      const refreshToken = rotate ? randomUUID() : (grant.refreshToken ?? randomUUID());
      const given = { ...grant, refreshToken, refreshUntil: refreshUntil.toISOString() };
      save(given);
      return given;
    },
    hasAgreed: (memberNumber) =>
      kept.read().grants.some((grant) => grant.memberNumber === memberNumber && !grant.code),
  };
}
