import type { Clock } from '../kit/clock.ts';
import { type MobilityAccess, refreshForm } from './access.ts';
import type { MobilityClient } from './client.ts';
import { parseGrant } from './payload.ts';

/** A token is renewed before it ends: a month's calls fit into what is left of it. */
const MARGIN_SECONDS = 60;

/** A bearer token for the next month's calls, and the access with which the next run can begin. */
export interface Session {
  readonly bearer: string;
  readonly access: MobilityAccess;
  readonly renewAt: Date;
}

/** Keycloak may give a new refresh token each time, so whoever refreshes must keep what came. */
export async function openSession(
  client: MobilityClient,
  access: MobilityAccess,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Session> {
  const grant = parseGrant(await client.token(refreshForm(access.refreshToken), signal));
  const seconds = Math.max(0, grant.expiresInSeconds - MARGIN_SECONDS);
  return {
    bearer: grant.accessToken,
    access: { ...access, refreshToken: grant.refreshToken },
    renewAt: new Date(clock.now().getTime() + seconds * 1_000),
  };
}
