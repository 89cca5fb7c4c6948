import { addDays, localDay } from '../../../shapes/kit/local-time.ts';
import { createClock } from '../../kit/clock.ts';
import type { SandboxConfig } from '../../kit/sandbox/config.ts';
import { control } from '../../kit/sandbox/control.tsx';
import { type Sandbox, startSandboxServer } from '../../kit/sandbox/server.ts';
import { consent } from './consent.ts';
import { OF_PARTNER } from './consent-page.tsx';
import { data } from './data.ts';
import { faults } from './faults.ts';
import { type Member, members } from './members.ts';
import { sayRefusal } from './refusal.ts';
import { openState, type SandboxState } from './state.ts';
import { tokens } from './tokens.ts';

export interface MaifSandboxConfig extends SandboxConfig {
  readonly apiKey: string;
}

/** A stand-in for MAIF on this machine: sign-in and consent, tokens, the data, and a fault switch per member. */
export async function startSandbox(config: MaifSandboxConfig): Promise<Sandbox> {
  const clock = createClock(config.clock);
  const state = openState(config.folder, addDays(localDay(clock.now()), -1));
  const parts = {
    ...config,
    state,
    clock,
    clockFactor: config.clock.factor,
    issuer: config.baseUrl,
  };
  return startSandboxServer({
    ...config,
    formTargets: [config.redirectUrl],
    routers: [
      control({
        partner: 'la MAIF',
        ofPartner: OF_PARTNER,
        faults,
        switches: state.switches,
        customers: () => members.map((member) => shown(member, state)),
      }),
      consent(parts),
      tokens(parts),
      data(parts),
    ],
    sayRefusal,
  });
}

function shown({ memberNumber, person }: Member, state: SandboxState) {
  const agreed = state.hasAgreed(memberNumber) ? 'accord donné' : 'sans accord';
  return {
    id: memberNumber,
    name: `${person.firstName} ${person.lastName}, ${person.home.city}`,
    note: `sociétaire ${memberNumber}, ${agreed}`,
  };
}
