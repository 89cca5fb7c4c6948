import { randomUUID } from 'node:crypto';
import { createFaultSwitches, type FaultSwitches } from '../../kit/sandbox/faults.ts';
import { openKept } from '../../kit/sandbox/kept-file.ts';
import type { Fault } from './faults.ts';

interface Consent {
  readonly autorisationId: string;
  readonly pointId: string;
  readonly from: string;
  readonly until: string;
}

interface Remembered {
  readonly anchorDay: string;
  readonly consents: readonly Consent[];
}

/** What the simulation remembers; with a folder it remembers it over a restart, but for the faults. */
export interface SandboxState {
  /** The day on which the measured file ends. */
  readonly anchorDay: string;
  readonly switches: FaultSwitches<Fault>;
  consent(pointId: string, period: { readonly from: string; readonly until: string }): Consent;
  consentsOf(match: Partial<Consent>): readonly Consent[];
}

export function openState(folder: string | undefined, yesterday: string): SandboxState {
  const first: Remembered = { anchorDay: yesterday, consents: [] };
  const kept = openKept(folder, 'enedis-sandbox', first);
  const switches = createFaultSwitches<Fault>();

  return {
    anchorDay: kept.read().anchorDay,
    switches,
    consent: (pointId, period) => {
      const consent = { autorisationId: randomUUID(), pointId, ...period };
      const { anchorDay, consents } = kept.read();
      kept.write({ anchorDay, consents: [...consents, consent] });
      if (switches.of(pointId) === 'consent-revoked') switches.set(pointId, { fault: 'none' });
      return consent;
    },
    consentsOf: ({ autorisationId, pointId }) =>
      kept
        .read()
        .consents.filter(
          (consent) =>
            (autorisationId ?? consent.autorisationId) === consent.autorisationId &&
            (pointId ?? consent.pointId) === consent.pointId,
        ),
  };
}
