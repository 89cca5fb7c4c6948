import { type Request, type Response, Router } from 'express';
import { addDays, localDay } from '../../../shapes/kit/local-time.ts';
import { createClock } from '../../kit/clock.ts';
import type { SandboxConfig } from '../../kit/sandbox/config.ts';
import { control } from '../../kit/sandbox/control.tsx';
import { type Sandbox, startSandboxServer } from '../../kit/sandbox/server.ts';
import { data } from './data.ts';
import { faults } from './faults.ts';
import { gateway } from './gateway.ts';
import { createHomes, type Home } from './homes.ts';
import { mailbox, OF_PARTNER } from './mailbox.tsx';
import { sayRefusal } from './refusal.ts';
import { rights } from './rights.ts';
import { openState, type SandboxState } from './state.ts';

/** A stand-in for GRDF on this machine: gateway, mailbox of the holders and a fault switch per home. */
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
        partner: 'GRDF',
        ofPartner: OF_PARTNER,
        faults,
        switches: state.switches,
        customers: () => homes.map((home) => shown(home, state)),
      }),
      mailbox(parts),
      gateway(parts),
      rights(parts),
      data(parts),
      Router().use(saysNothingKnown),
    ],
    sayRefusal,
  });
}

function shown({ pce, holder }: Home, state: SandboxState) {
  const right = state.rights().findLast((one) => one.pce === pce);
  return {
    id: pce,
    name: `${holder.firstName} ${holder.lastName}, ${holder.home.city}`,
    note: `PCE ${pce}, ${right === undefined ? 'sans droit' : `droit : ${right.state}`}`,
  };
}

function saysNothingKnown(_request: Request, response: Response): void {
  response.status(404).json({ code_statut_traitement: '1000000404' });
}
