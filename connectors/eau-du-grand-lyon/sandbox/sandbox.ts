import { Router } from 'express';
import { addDays, localDay } from '../../../shapes/kit/local-time.ts';
import { createClock } from '../../kit/clock.ts';
import type { SandboxConfig } from '../../kit/sandbox/config.ts';
import { control } from '../../kit/sandbox/control.tsx';
import { SandboxRefusal } from '../../kit/sandbox/refusal.ts';
import { type Sandbox, startSandboxServer } from '../../kit/sandbox/server.ts';
import { faults } from './faults.ts';
import { createCustomers } from './homes.ts';
import { login } from './login.ts';
import { quota } from './quota.ts';
import { sayRefusal } from './refusal.ts';
import { openState } from './state.ts';
import { webSpace } from './web-space.ts';

/** A stand-in for the customer web space on this machine, in its older form and in the one of 2026. */
export async function startSandbox(config: SandboxConfig): Promise<Sandbox> {
  const clock = createClock(config.clock);
  const state = openState(config.folder, addDays(localDay(clock.now()), -1));
  const customers = createCustomers(state.anchorDay);
  const parts = { ...config, customers, state, clock };
  const space = Router().use(quota(config.clock.factor), login(parts), webSpace(parts));
  return startSandboxServer({
    ...config,
    formTargets: [],
    routers: [
      control({
        partner: 'Eau du Grand Lyon',
        ofPartner: 'd’Eau du Grand Lyon',
        faults,
        switches: state.switches,
        customers: () =>
          customers.map(({ id, holder, username, password }) => ({
            id,
            name: `${holder.firstName} ${holder.lastName}`,
            note: `identifiant ${username}, mot de passe « ${password} »`,
          })),
      }),
      Router().use('/application', space),
      Router().use(space),
      Router().use(() => {
        throw new SandboxRefusal(404, 'Not found');
      }),
    ],
    sayRefusal,
  });
}
