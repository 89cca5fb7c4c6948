import { type Request, type Response, Router } from 'express';
import { localDay } from '../../../shapes/kit/local-time.ts';
import { createClock } from '../../kit/clock.ts';
import type { SandboxConfig } from '../../kit/sandbox/config.ts';
import { control } from '../../kit/sandbox/control.tsx';
import { type Person, persons } from '../../kit/sandbox/persons.ts';
import { type Sandbox, startSandboxServer } from '../../kit/sandbox/server.ts';
import { berlin } from './berlin.ts';
import { consent } from './consent.ts';
import { OF_PARTNER } from './consent-page.tsx';
import { faults } from './faults.ts';
import { createQuota } from './quota.ts';
import { sayRefusal } from './refusal.ts';
import { openState, type SandboxState } from './state.ts';
import { stet } from './stet.ts';
import { tokens } from './tokens.ts';

/** A stand-in for a bank on this machine: its page, both dialects of PSD2 and a fault switch per person. */
export async function startSandbox(config: SandboxConfig): Promise<Sandbox> {
  const now = createClock(config.clock);
  const state = openState(config.folder, localDay(now.now()));
  const parts = { ...config, state, now, quota: createQuota(now) };
  const exchange = tokens(parts);
  return startSandboxServer({
    ...config,
    formTargets: [config.redirectUrl],
    routers: [
      control({
        partner: 'la banque',
        ofPartner: OF_PARTNER,
        faults,
        switches: state.switches,
        customers: () => persons.map((person) => shown(person, state)),
      }),
      consent(parts),
      exchange.router,
      berlin(parts),
      stet(parts, exchange),
      Router().use(saysNothingKnown),
    ],
    sayRefusal,
  });
}

function shown({ id, firstName, lastName }: Person, state: SandboxState) {
  const agreed = state.find((one) => one.person === id && one.status === 'valid') !== undefined;
  return {
    id,
    name: `${firstName} ${lastName}`,
    note: agreed ? 'accord donné' : 'sans accord',
  };
}

function saysNothingKnown(_request: Request, response: Response): void {
  response.status(404).json({ status: 404, error: 'NOT_FOUND', message: 'no such address' });
}
