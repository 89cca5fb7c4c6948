import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import { addDays, localDay } from '../../../shapes/kit/local-time.ts';
import { createClock } from '../../kit/clock.ts';
import type { SandboxConfig } from './config.ts';
import { consent } from './consent.ts';
import { control } from './control.ts';
import { customer } from './customer.ts';
import { gateway, sayRefusal } from './gateway.ts';
import { createHomes } from './homes.ts';
import { measures } from './measures.ts';
import { openState } from './state.ts';

/** Longer than a busy caller thinks between two calls: a connection closed under a call looks like an outage. */
const KEEP_ALIVE_MILLISECONDS = 60_000;

/** A stand-in for Enedis on this machine: consent page, gateway and a fault switch per home. */
export async function startSandbox(
  config: SandboxConfig,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const clock = createClock(config.clock);
  const state = openState(config.folder, addDays(localDay(clock.now()), -1));
  const homes = createHomes(state.anchorDay);
  const parts = { ...config, homes, state, clock, clockFactor: config.clock.factor };

  const app = express();
  app.disable('x-powered-by');
  app.use(securityHeaders(config.redirectUrl));
  app.use(control(parts));
  app.use(consent(parts));
  app.use(gateway(parts));
  app.use(customer(parts));
  app.use(measures(parts));
  app.use(saysNothingKnown);
  app.use(sayRefusal);

  const server = createServer(app);
  server.keepAliveTimeout = KEEP_ALIVE_MILLISECONDS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, 'localhost', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: config.port === 0 ? `http://localhost:${port}` : config.baseUrl,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The consent form leads back to the application, so its address must be allowed as a target of the form. */
function securityHeaders(redirectUrl: string) {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        formAction: ["'self'", new URL(redirectUrl).origin],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
  });
}

/** An operation outside the Swagger is a 500 at Enedis, not a 404. */
function saysNothingKnown(_request: Request, response: Response, _next: NextFunction): void {
  response.status(500).json({ code: '500', message: 'Internal server error' });
}
