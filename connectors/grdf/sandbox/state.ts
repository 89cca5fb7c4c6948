import { randomUUID } from 'node:crypto';
import { createFaultSwitches, type FaultSwitches } from '../../kit/sandbox/faults.ts';
import { openKept } from '../../kit/sandbox/kept-file.ts';
import type { Fault } from './faults.ts';

export type RightState =
  | 'Active'
  | 'A valider'
  | 'A revérifier'
  | 'Révoquée'
  | 'Obsolète'
  | 'Refusée';

/** A right that the city declared. */
export interface Right {
  readonly id: string;
  readonly pce: string;
  readonly name: string;
  readonly postCode: string;
  readonly email: string;
  readonly from: string;
  readonly until: string;
  readonly dataFrom: string;
  readonly dataUntil: string;
  readonly state: RightState;
  readonly endedBy?: 'Titulaire' | 'GRDF' | 'Tiers';
  readonly endedOn?: string;
}

interface Remembered {
  readonly anchorDay: string;
  readonly rights: readonly Right[];
}

/** What the simulation remembers; with a folder it remembers it over a restart, but for the faults. */
export interface SandboxState {
  readonly anchorDay: string;
  readonly switches: FaultSwitches<Fault>;
  declare(right: Omit<Right, 'id' | 'state'>): Right;
  change(id: string, change: Partial<Right>): void;
  /** Oldest first. */
  rights(): readonly Right[];
}

export function openState(folder: string | undefined, yesterday: string): SandboxState {
  const first: Remembered = { anchorDay: yesterday, rights: [] };
  const kept = openKept(folder, 'grdf-sandbox', first);
  const write = (rights: readonly Right[]): void => kept.write({ ...kept.read(), rights });
  const rights = (): readonly Right[] => kept.read().rights;
  return {
    anchorDay: kept.read().anchorDay,
    switches: createFaultSwitches<Fault>(),
    declare: (declared) => {
      const right: Right = { ...declared, id: randomUUID(), state: 'A valider' };
      write([...rights(), right]);
      return right;
    },
    change: (id, change) =>
      write(rights().map((right) => (right.id === id ? { ...right, ...change } : right))),
    rights,
  };
}
