import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from './faults.ts';

interface FaultSwitch {
  readonly fault: Fault;
  /** Calls until the fault goes by itself. */
  readonly calls?: number;
}

interface Consent {
  readonly autorisationId: string;
  readonly pointId: string;
  readonly from: string;
  readonly until: string;
}

interface Kept {
  readonly anchorDay: string;
  readonly consents: readonly Consent[];
}

/** What the simulation remembers; with a folder it remembers it over a restart. */
export interface SandboxState {
  /** The day on which the measured file ends. */
  readonly anchorDay: string;
  consent(pointId: string, period: { readonly from: string; readonly until: string }): Consent;
  consentsOf(match: Partial<Consent>): readonly Consent[];
  setFault(pointId: string, fault: FaultSwitch): void;
  faultOf(pointId: string): Fault;
  /** The fault that this call meets; a fault of so many calls is used up by it. */
  meetFault(pointId: string): Fault;
}

export function openState(folder: string | undefined, yesterday: string): SandboxState {
  const file = folder === undefined ? undefined : join(folder, 'enedis-sandbox.json');
  let kept = (file === undefined ? undefined : readKept(file)) ?? {
    anchorDay: yesterday,
    consents: [],
  };
  const switches = new Map<string, FaultSwitch>();
  if (file !== undefined) save(file, kept);

  return {
    anchorDay: kept.anchorDay,
    consent: (pointId, period) => {
      const consent = { autorisationId: randomUUID(), pointId, ...period };
      kept = { ...kept, consents: [...kept.consents, consent] };
      if (file !== undefined) save(file, kept);
      if (switches.get(pointId)?.fault === 'consent-revoked') switches.delete(pointId);
      return consent;
    },
    consentsOf: ({ autorisationId, pointId }) =>
      kept.consents.filter(
        (consent) =>
          (autorisationId ?? consent.autorisationId) === consent.autorisationId &&
          (pointId ?? consent.pointId) === consent.pointId,
      ),
    setFault: (pointId, fault) => void switches.set(pointId, fault),
    faultOf: (pointId) => switches.get(pointId)?.fault ?? 'none',
    meetFault: (pointId) => {
      const set = switches.get(pointId);
      if (set === undefined) return 'none';
      const left = (set.calls ?? Number.POSITIVE_INFINITY) - 1;
      if (left <= 0) switches.delete(pointId);
      else if (set.calls !== undefined) switches.set(pointId, { ...set, calls: left });
      return set.fault;
    },
  };
}

/** Written by this file only; one that cannot be read is the trace of a full disk, and begins anew. */
function readKept(file: string): Kept | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Kept;
  } catch {
    return undefined;
  }
}

function save(file: string, kept: Kept): void {
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(kept, null, 1));
  renameSync(`${file}.new`, file);
}
