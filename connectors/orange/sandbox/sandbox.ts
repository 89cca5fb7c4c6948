import { createClock } from '../../kit/clock.ts';
import type { SandboxConfig } from '../../kit/sandbox/config.ts';
import { control } from '../../kit/sandbox/control.tsx';
import { type Sandbox, startSandboxServer } from '../../kit/sandbox/server.ts';
import { api, sayRefusal } from './api.ts';
import { consent } from './consent.ts';
import { OF_PARTNER } from './consent-page.tsx';
import { faults } from './faults.ts';
import { type Line, lines } from './lines.ts';
import { openState, type SandboxState } from './state.ts';

/** A stand-in for Orange on this machine: consent page, rows of calls, positions and videos, and a fault switch per line. */
export async function startSandbox(config: SandboxConfig): Promise<Sandbox> {
  const clock = createClock(config.clock);
  const state = openState(config.folder);
  const parts = { ...config, state, clock, clockFactor: config.clock.factor };
  return startSandboxServer({
    ...config,
    formTargets: [config.redirectUrl],
    routers: [
      control({
        partner: 'Orange',
        ofPartner: OF_PARTNER,
        faults,
        switches: state.switches,
        customers: () => lines.map((line) => shown(line, state)),
      }),
      consent(parts),
      api(parts),
    ],
    sayRefusal,
  });
}

function shown({ id, kind, holder }: Line, state: SandboxState) {
  const agreed = state.hasGrant(id) ? 'accord donné' : 'sans accord';
  const located = state.isLocated(id) ? ', positions partagées' : '';
  return {
    id,
    name: `${holder.firstName} ${holder.lastName}`,
    note: `${kind} ${id}, ${agreed}${located}`,
  };
}
