import { isLoopback } from './outside.ts';
import type { OwnIdentitySecrets } from './own-identity.ts';
import {
  type Environment,
  readClockSettings,
  readPort,
  readText,
  readUrl,
  SettingError,
} from './settings.ts';

export interface ConnectorConfig {
  readonly port: number;
  readonly baseUrl: string;
  /** Journal of connections. */
  readonly folder: string;
  readonly lookFolder: string;
  readonly city: {
    readonly name: string;
    readonly provider: string;
    readonly apps: readonly CityApp[];
  };
  /** Stands still at this instant; for rehearsals. */
  readonly clock: { readonly now?: Date; readonly factor: number };
  /** True where the whole city runs on one machine. */
  readonly loopbackAllowed: boolean;
}

/** Kept apart, so that a config can be shown and secrets cannot be shown with it. */
export interface ConnectorSecrets {
  readonly vaultKey: Uint8Array;
  readonly own: OwnIdentitySecrets;
}

export interface CityApp {
  readonly name: string;
  readonly url: string;
}

const KEY_BYTES = 32;
const APPS_MAX = 20;

/** Reads CONNECTOR_*, CITY_*, LOOK_FOLDER and CLOCK_*; refuses a wrong value by the variable's name. */
export function readConnectorConfig(env: Environment): ConnectorConfig {
  const port = readPort(env, 'CONNECTOR_PORT', 3200);
  const baseUrl = readUrl(env, 'CONNECTOR_BASE_URL', `http://localhost:${port}`);
  const loopbackAllowed = isLoopback(new URL(baseUrl));
  if (!loopbackAllowed && !baseUrl.startsWith('https:')) {
    throw new SettingError(
      `CONNECTOR_BASE_URL is "${baseUrl}": give an https address; http is for this machine only.`,
    );
  }
  return {
    port,
    baseUrl,
    folder: readText(env, 'CONNECTOR_FOLDER', './data/connector'),
    lookFolder: readText(env, 'LOOK_FOLDER'),
    city: {
      name: readText(env, 'CITY_NAME', 'Traboule'),
      provider: readUrl(env, 'CITY_PROVIDER'),
      apps: readApps(env),
    },
    clock: readClockSettings(env),
    loopbackAllowed,
  };
}

/** Reads CONNECTOR_KEY and the connector's own client credentials. */
export function readConnectorSecrets(env: Environment): ConnectorSecrets {
  const vaultKey = Buffer.from(readText(env, 'CONNECTOR_KEY'), 'base64');
  if (vaultKey.length !== KEY_BYTES) {
    throw new SettingError(
      `CONNECTOR_KEY is not ${KEY_BYTES} bytes in base64: make one with "openssl rand -base64 ${KEY_BYTES}".`,
    );
  }
  return {
    vaultKey,
    own: {
      issuer: readUrl(env, 'CONNECTOR_ISSUER'),
      clientId: readText(env, 'CONNECTOR_CLIENT_ID'),
      clientSecret: readText(env, 'CONNECTOR_CLIENT_SECRET'),
    },
  };
}

function readApps(env: Environment): readonly CityApp[] {
  const text = readText(env, 'CITY_APPS', '[]');
  const wrong = new SettingError(
    `CITY_APPS is not a JSON list of at most ${APPS_MAX} {"name", "url"}: correct it.`,
  );
  const list = parseJson(text);
  if (!Array.isArray(list) || list.length > APPS_MAX) throw wrong;
  return list.map((app: unknown) => {
    const given: { name?: unknown; url?: unknown } =
      typeof app === 'object' && app !== null ? app : {};
    const { name, url } = given;
    const whole = typeof name === 'string' && typeof url === 'string' && URL.canParse(url);
    if (!whole || !/^https?:$/.test(new URL(url).protocol)) throw wrong;
    return { name, url };
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
