import { readdir, readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express, { type Express, type Request, type Response } from 'express';
import helmet from 'helmet';
import { solidOidcContext } from '../../vocab/reused.ts';
import type { Config } from './config.ts';
import { parseTariff, type Tariff } from './core/tariff.ts';
import { pageIn } from './page.ts';
import type { Language } from './words/format.ts';

/** A running server of the app's files. */
export interface RunningApp {
  readonly url: string;
  close(): Promise<void>;
}

const YEAR_MILLISECONDS = 31_536_000_000;

/**
 * Before sign-in the page must reach whatever provider the citizen names. Once her storage is known
 * it narrows this policy to it (pod/own-policy.ts).
 */
const ANY_PROVIDER = ['https:', 'http://localhost:*', 'http://*.localhost:*', 'http://127.0.0.1:*'];

/** Serves files and nothing else: no citizen's data ever passes here. */
export async function startHomeBoard(config: Config): Promise<RunningApp> {
  const app = await homeBoard(config);
  const server = app.listen(config.port, '127.0.0.1');
  await new Promise<void>((tell, fail) => {
    server.once('listening', tell);
    server.once('error', fail);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: config.port === 0 ? `http://localhost:${port}` : config.baseUrl,
    close: () =>
      new Promise((tell, fail) => {
        server.close((error) => (error ? fail(error) : tell()));
        server.closeAllConnections();
      }),
  };
}

async function homeBoard({ baseUrl, lookFolder, folder, city }: Config): Promise<Express> {
  const tariffs = await readTariffs(join(folder, 'tariffs'));
  const app = express();
  app.disable('x-powered-by');
  app.use(protectingHeaders());
  app.get('/', (request, response) => {
    const language = languageOf(request);
    rememberLanguage(request, response, language);
    response.set('Cache-Control', 'no-cache').vary('Accept-Language').vary('Cookie');
    response.type('html').send(pageIn(language));
  });
  app.get('/city.json', (_request, response) => void response.json(city));
  app.get('/tariffs.json', (_request, response) => void response.json(tariffs));
  app.get('/client.jsonld', (_request, response) => {
    response.type('application/ld+json').send(JSON.stringify(clientDocument(baseUrl)));
  });
  app.use('/look', express.static(lookFolder, { index: false, redirect: false }));
  app.use(
    '/app/chunks',
    express.static(join(folder, 'public', 'app', 'chunks'), {
      immutable: true,
      maxAge: YEAR_MILLISECONDS,
      index: false,
    }),
  );
  app.use(express.static(join(folder, 'public'), { index: false, redirect: false }));
  app.use((_request: Request, response: Response) => {
    response.status(404).type('text').send('There is no such page here. Mon Logis begins at /.');
  });
  return app;
}

function protectingHeaders() {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'", ...ANY_PROVIDER],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // The page leaves for the provider in the same window, so it needs no opener; loopback has no TLS to insist on.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
  });
}

/** Who this app is, for providers (Solid-OIDC, §5: client identifier document). */
function clientDocument(origin: string): object {
  return {
    '@context': [solidOidcContext],
    client_id: `${origin}/client.jsonld`,
    client_name: 'Mon Logis',
    client_uri: `${origin}/`,
    logo_uri: `${origin}/look/logo.svg`,
    redirect_uris: [`${origin}/`],
    post_logout_redirect_uris: [`${origin}/`],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    scope: 'openid webid offline_access',
    token_endpoint_auth_method: 'none',
  };
}

async function readTariffs(folder: string): Promise<readonly Tariff[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    names.map(async (name) => {
      try {
        return parseTariff(JSON.parse(await readFile(join(folder, name), 'utf8')));
      } catch (cause) {
        throw new Error(`The tariff ${name} cannot be used: ${(cause as Error).message}`, {
          cause,
        });
      }
    }),
  );
}

/** `?lang=`, else the cookie, else what the browser prefers; French when nothing says otherwise. */
function languageOf(request: Request): Language {
  const wanted =
    request.query.lang ?? /(?:^|;\s*)lang=(\w+)/.exec(request.headers.cookie ?? '')?.[1];
  if (wanted === 'fr' || wanted === 'en') return wanted;
  return request.acceptsLanguages('fr', 'en') === 'en' ? 'en' : 'fr';
}

function rememberLanguage(request: Request, response: Response, language: Language): void {
  if (request.query.lang !== language) return;
  response.cookie('lang', language, { maxAge: YEAR_MILLISECONDS, sameSite: 'lax' });
}
