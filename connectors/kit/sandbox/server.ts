import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import express, { type ErrorRequestHandler, type Router } from 'express';
import helmet from 'helmet';

/** A partner's stand-in that listens on this machine. */
export interface Sandbox {
  readonly url: string;
  close(): Promise<void>;
}

export interface SandboxServerSettings {
  /** 0: any free one. */
  readonly port: number;
  readonly baseUrl: string;
  /** In their order; the last answers what none of the others took. */
  readonly routers: readonly Router[];
  readonly sayRefusal: ErrorRequestHandler;
  /** Where the forms of its pages lead back to, beside the sandbox itself. */
  readonly formTargets: readonly string[];
}

/** Longer than a busy caller thinks between two calls: a connection closed under a call looks like an outage. */
const KEEP_ALIVE_MILLISECONDS = 60_000;

export async function startSandboxServer(settings: SandboxServerSettings): Promise<Sandbox> {
  const app = express();
  app.disable('x-powered-by');
  app.use(securityHeaders(settings.formTargets));
  const css = fileURLToPath(new URL('./sandbox.css', import.meta.url));
  app.get('/sandbox/sandbox.css', (_request, response) => response.sendFile(css));
  for (const router of settings.routers) app.use(router);
  app.use(settings.sayRefusal);

  const server = createServer(app);
  server.keepAliveTimeout = KEEP_ALIVE_MILLISECONDS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, 'localhost', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: settings.port === 0 ? `http://localhost:${port}` : settings.baseUrl,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A form that leads back to the application needs the application's address allowed as its target. */
function securityHeaders(formTargets: readonly string[]) {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        formAction: ["'self'", ...formTargets.map((target) => new URL(target).origin)],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
  });
}
