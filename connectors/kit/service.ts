import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';
import { clientDocument, clientDocumentPath } from './citizen-sign-in.ts';
import { createClock } from './clock.ts';
import type { ConnectorConfig, ConnectorSecrets } from './config.ts';
import type { Connector } from './contract.ts';
import { fromOurPages, pageHeaders } from './guards.ts';
import { openJournal } from './journal.ts';
import { createLog, type Log } from './log.ts';
import { createOutside } from './outside.ts';
import { createOwnIdentity } from './own-identity.ts';
import { refuseInWords } from './problems.ts';
import { createProgressStreams } from './progress-stream.ts';
import { connectorRoutes, type RouteParts } from './routes.ts';
import { createRunner } from './runner.ts';
import { createSessions } from './sessions.ts';
import { createShowing } from './showing.tsx';
import { createVault } from './vault.ts';

export interface ConnectorService {
  readonly url: string;
  close(): Promise<void>;
}

const FORM_BYTES_MAX = '8kb';
const FORM_FIELDS_MAX = 10;
const ASSET_SECONDS = 3_600;

/**
 * Starts the service of one connector: opens the journal, takes up what was interrupted, and listens on loopback.
 * @example const service = await startConnectorService(connector, config, secrets);
 */
export async function startConnectorService<Access, Checkpoint>(
  connector: Connector<Access, Checkpoint>,
  config: ConnectorConfig,
  secrets: ConnectorSecrets,
  log: Log = createLog((line) => process.stderr.write(line)),
): Promise<ConnectorService> {
  const vault = createVault(secrets.vaultKey);
  const own = createOwnIdentity(secrets.own);
  const clock = createClock(config.clock);
  const journal = await openJournal(config.folder);
  const runner = createRunner({ connector, journal, vault, own, clock, log });
  const sessions = createSessions({
    name: connector.manifest.id,
    secure: config.baseUrl.startsWith('https:'),
  });
  const streams = createProgressStreams(runner);
  const outside = createOutside(config);
  const { access } = connector;
  const showing = createShowing(
    connector.manifest,
    'fields' in access ? access.fields : [],
    config,
  );
  const clientName = `${connector.manifest.title.fr} · ${config.city.name}`;
  const signIn = { baseUrl: config.baseUrl, clientName, outside };
  const app = createApp({
    ...{ connector, config, log, vault, own, clock, journal, runner },
    ...{ sessions, streams, outside, showing, signIn },
  });
  const stop = async (): Promise<void> => {
    streams.close();
    await runner.close();
    await sessions.close();
    await own.close();
    await journal.close();
  };
  try {
    const server = await listening(app, config.port);
    runner.resume();
    return {
      url: config.baseUrl,
      close: async () => {
        const closed = new Promise((done) => server.close(done));
        server.closeIdleConnections();
        await stop();
        server.closeAllConnections();
        await closed;
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function createApp<A, C>(parts: RouteParts<A, C>): Express {
  const { config, showing, log, connector } = parts;
  const assets = { index: false, maxAge: ASSET_SECONDS * 1_000, redirect: false } as const;
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(pageHeaders({ secure: config.baseUrl.startsWith('https:') }));
  app.use('/look', express.static(config.lookFolder, assets));
  app.use('/assets', express.static(fileURLToPath(new URL('assets', import.meta.url)), assets));
  app.get(clientDocumentPath, (_request, response) => {
    response.set('Access-Control-Allow-Origin', '*').type('application/ld+json');
    response.send(JSON.stringify(clientDocument(parts.signIn)));
  });
  app.use(fromOurPages(config.baseUrl));
  app.use(
    express.urlencoded({ extended: false, limit: FORM_BYTES_MAX, parameterLimit: FORM_FIELDS_MAX }),
  );
  app.use(connectorRoutes(parts));
  app.use((request, response) => showing.notFound(request, response));
  const names = { partner: connector.manifest.partner.name, city: config.city.name };
  app.use(refuseInWords(log, names, showing.refusal));
  return app;
}

function listening(app: Express, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, '127.0.0.1');
    server.once('listening', () => resolve(server));
    server.once('error', reject);
  });
}
