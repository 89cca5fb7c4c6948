import { type Request, type Response, Router } from 'express';
import { addDays, localDay } from '../../../shapes/kit/local-time.ts';
import { createClock } from '../../kit/clock.ts';
import type { SandboxConfig } from '../../kit/sandbox/config.ts';
import { control } from '../../kit/sandbox/control.tsx';
import { type Sandbox, startSandboxServer } from '../../kit/sandbox/server.ts';
import { consent } from './consent.ts';
import { OF_PARTNER } from './consent-page.tsx';
import { customer } from './customer.ts';
import { faults } from './faults.ts';
import { gateway } from './gateway.ts';
import { createHomes, type Home } from './homes.ts';
import { measures } from './measures.ts';
import { sayRefusal } from './refusal.ts';
import { openState, type SandboxState } from './state.ts';

/** A stand-in for Enedis on this machine: consent page, gateway and a fault switch per home. */
export async function startSandbox(config: SandboxConfig): Promise<Sandbox> {
  const clock = createClock(config.clock);
  const state = openState(config.folder, addDays(localDay(clock.now()), -1));
  const homes = createHomes(state.anchorDay);
  const parts = { ...config, homes, state, clock, clockFactor: config.clock.factor };
  return startSandboxServer({
    ...config,
    formTargets: [config.redirectUrl],
    routers: [
      control({
        partner: 'Enedis',
        ofPartner: OF_PARTNER,
        faults,
        switches: state.switches,
        customers: () => homes.map((home) => shown(home, state)),
      }),
      consent(parts),
      gateway(parts),
      customer(parts),
      measures(parts),
      Router().use(saysNothingKnown),
    ],
    sayRefusal,
  });
}

function shown({ pointId, holder, city }: Home, state: SandboxState) {
  const agreed = state.consentsOf({ pointId }).length > 0;
  return {
    id: pointId,
    name: `${holder.firstName} ${holder.lastName}, ${city}`,
    note: `PRM ${pointId}, ${agreed ? 'accord donné' : 'sans accord'}`,
  };
}

/** An operation outside the Swagger is a 500 at Enedis, not a 404. */
function saysNothingKnown(_request: Request, response: Response): void {
  response.status(500).json({ code: '500', message: 'Internal server error' });
}
