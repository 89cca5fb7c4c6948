import { type Environment, readClockSettings, readPort, readText, readUrl } from '../settings.ts';

export interface SandboxConfig {
  readonly port: number;
  readonly baseUrl: string;
  /** Where a citizen goes back to after the partner's page: as a rule it is registered there, and never sent. */
  readonly redirectUrl: string;
  /** The city's account at the partner. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where consents are kept over a restart; without it they are forgotten. */
  readonly folder?: string;
  readonly clock: { readonly now?: Date; readonly factor: number };
}

/** Reads SANDBOX_PORT, SANDBOX_BASE_URL, SANDBOX_FOLDER, CLOCK_* and <PARTNER>_REDIRECT_URL, _CLIENT_ID, _CLIENT_SECRET. */
export function readSandboxConfig(
  env: Environment,
  partner: string,
  defaults: { readonly port: number; readonly redirectUrl: string },
): SandboxConfig {
  const port = readPort(env, 'SANDBOX_PORT', defaults.port);
  const folder = env.SANDBOX_FOLDER?.trim();
  return {
    port,
    baseUrl: readUrl(env, 'SANDBOX_BASE_URL', `http://localhost:${port}`),
    redirectUrl: readUrl(env, `${partner}_REDIRECT_URL`, defaults.redirectUrl),
    clientId: readText(env, `${partner}_CLIENT_ID`),
    clientSecret: readText(env, `${partner}_CLIENT_SECRET`),
    ...(folder ? { folder } : {}),
    clock: readClockSettings(env),
  };
}
