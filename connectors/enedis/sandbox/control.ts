import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';
import { faults, isFault } from './faults.ts';
import type { Home } from './homes.ts';
import { controlPage } from './pages.tsx';
import type { SandboxState } from './state.ts';

const CALLS_MAX = 1_000_000;

/** The page, and the address for tests, that make Enedis fail for one home. */
export function control({
  homes,
  state,
}: {
  readonly homes: readonly Home[];
  readonly state: SandboxState;
}): Router {
  const router = Router();
  const css = fileURLToPath(new URL('./sandbox.css', import.meta.url));
  router.get('/sandbox/sandbox.css', (_request, response) => response.sendFile(css));

  router.get(['/', '/sandbox'], (_request, response) => {
    const rows = homes.map((home) => ({
      home,
      fault: state.faultOf(home.pointId),
      agreed: state.consentsOf({ pointId: home.pointId }).length > 0,
    }));
    response.send(controlPage({ homes: rows }));
  });

  router.post(
    '/sandbox/homes/:prm/fault',
    express.json(),
    express.urlencoded({ extended: false }),
    (request, response) => {
      const { fault, calls } = request.body ?? {};
      const home = homes.find(({ pointId }) => pointId === request.params.prm);
      const wrongCalls =
        calls !== undefined && !(Number.isInteger(calls) && calls > 0 && calls <= CALLS_MAX);
      if (home === undefined || !isFault(fault) || wrongCalls) {
        const known = Object.keys(faults).join(', ');
        response.status(400).json({
          message: `Name a home of the simulation, a fault (${known}) and at most a whole number of calls.`,
        });
        return;
      }
      state.setFault(home.pointId, calls === undefined ? { fault } : { fault, calls });
      if (request.is('application/json')) response.status(204).end();
      else response.redirect(303, '/sandbox');
    },
  );
  return router;
}
