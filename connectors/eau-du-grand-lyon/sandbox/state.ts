import { randomBytes } from 'node:crypto';
import { createFaultSwitches, type FaultSwitches } from '../../kit/sandbox/faults.ts';
import { openKept } from '../../kit/sandbox/kept-file.ts';
import type { Fault } from './faults.ts';

/** Things handed out, such as cookies, that lead back to what they stand for; the oldest are forgotten. */
interface Handed<Meaning> {
  give(meaning: Meaning): string;
  of(ticket: string | undefined): Meaning | undefined;
  /** Worth nothing a second time. */
  take(ticket: string | undefined): Meaning | undefined;
}

interface Code {
  readonly customer: string;
  readonly challenge: string;
}

/** What the simulation remembers. */
export interface SandboxState {
  /** The day before its first start: it stays where it is when time goes on. */
  readonly anchorDay: string;
  readonly switches: FaultSwitches<Fault>;
  readonly cookies: Handed<string>;
  readonly codes: Handed<Code>;
  readonly tokens: Handed<string>;
}

const TICKETS_MAX = 1_000;

export function openState(folder: string | undefined, yesterday: string): SandboxState {
  return {
    anchorDay: openKept(folder, 'eau-sandbox', { anchorDay: yesterday }).read().anchorDay,
    switches: createFaultSwitches<Fault>(),
    cookies: createHanded(),
    codes: createHanded(),
    tokens: createHanded(),
  };
}

function createHanded<Meaning>(): Handed<Meaning> {
  const meanings = new Map<string, Meaning>();
  const of = (ticket = ''): Meaning | undefined => meanings.get(ticket);
  return {
    give: (meaning) => {
      const ticket = randomBytes(24).toString('base64url');
      meanings.set(ticket, meaning);
      const [oldest] = meanings.keys();
      if (meanings.size > TICKETS_MAX && oldest !== undefined) meanings.delete(oldest);
      return ticket;
    },
    of,
    take: (ticket = '') => {
      const meaning = of(ticket);
      meanings.delete(ticket);
      return meaning;
    },
  };
}
