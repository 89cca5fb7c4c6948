import { localDay } from '../../../shapes/kit/local-time.ts';
import { createClock } from '../../kit/clock.ts';
import type { SandboxConfig } from '../../kit/sandbox/config.ts';
import { control } from '../../kit/sandbox/control.tsx';
import { type Sandbox, startSandboxServer } from '../../kit/sandbox/server.ts';
import { accounts } from './accounts.ts';
import { OF_PARTNER } from './consent-page.tsx';
import { faults } from './faults.ts';
import { lists } from './lists.ts';
import { rememberDays } from './lives.ts';
import { sayRefusal } from './refusal.ts';
import { signIn } from './sign-in.ts';
import { openState } from './state.ts';

/** A stand-in for the mobility account on this machine: sign-in, lists and a fault switch per person. */
export async function startSandbox(config: SandboxConfig): Promise<Sandbox> {
  const clock = createClock(config.clock);
  const state = openState(config.folder, localDay(clock.now()));
  const parts = { ...config, state, clock, clockFactor: config.clock.factor };
  const { router, bearerOf } = signIn(parts);
  return startSandboxServer({
    ...config,
    formTargets: [config.redirectUrl],
    routers: [
      control({
        partner: 'le compte mobilité',
        ofPartner: OF_PARTNER,
        faults,
        switches: state.switches,
        customers: () =>
          accounts.map(({ citizenId, person }) => ({
            id: citizenId,
            name: `${person.firstName} ${person.lastName}`,
            note: `compte ${citizenId}, ${state.consentOf({ citizenId }) ? 'accord donné' : 'sans accord'}`,
          })),
      }),
      router,
      lists({ ...parts, bearerOf, drawnDays: rememberDays() }),
    ],
    sayRefusal,
  });
}
