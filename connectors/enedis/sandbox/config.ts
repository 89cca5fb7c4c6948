import {
  type Environment,
  readClockSettings,
  readPort,
  readText,
  readUrl,
} from '../../kit/settings.ts';

export interface SandboxConfig {
  readonly port: number;
  readonly baseUrl: string;
  /** Where a citizen goes back to after the consent page: at Enedis it is registered, never sent. */
  readonly redirectUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where consents are kept over a restart; without it they are forgotten. */
  readonly folder?: string;
  readonly clock: { readonly now?: Date; readonly factor: number };
}

/** Reads SANDBOX_*, ENEDIS_REDIRECT_URL, ENEDIS_CLIENT_ID, ENEDIS_CLIENT_SECRET and CLOCK_*. */
export function readSandboxConfig(env: Environment): SandboxConfig {
  const port = readPort(env, 'SANDBOX_PORT', 3300);
  const folder = env.SANDBOX_FOLDER?.trim();
  return {
    port,
    baseUrl: readUrl(env, 'SANDBOX_BASE_URL', `http://localhost:${port}`),
    redirectUrl: readUrl(env, 'ENEDIS_REDIRECT_URL', 'http://localhost:3200/consented'),
    clientId: readText(env, 'ENEDIS_CLIENT_ID'),
    clientSecret: readText(env, 'ENEDIS_CLIENT_SECRET'),
    ...(folder ? { folder } : {}),
    clock: readClockSettings(env),
  };
}
