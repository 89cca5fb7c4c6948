import { Router } from 'express';
import { localDay } from '../../../shapes/kit/local-time.ts';
import { sendSpoiled } from '../../kit/sandbox/faults.ts';
import { SandboxRefusal } from '../../kit/sandbox/refusal.ts';
import { spoiled } from './faults.ts';
import { informationOf } from './information.ts';
import { members } from './members.ts';
import { grantOfIdToken, type TokenParts } from './tokens.ts';

export interface DataParts extends Pick<TokenParts, 'state' | 'clock' | 'clientSecret'> {
  readonly apiKey: string;
  readonly clockFactor: number;
}

/** Assumed: MAIF's own limit is not known. */
const CALLS_PER_SECOND = 5;
const SLOW_DOWN_SECONDS = 30;

/** The one call that brings all there is, for whoever the id_token speaks for. */
export function data(parts: DataParts): Router {
  const { state, clock, apiKey } = parts;
  const count = createQuota(parts.clockFactor);
  const router = Router();
  router.get('/prod/cozy/v1/mes_infos', (request, response) => {
    if (request.query.apikey !== apiKey) throw new SandboxRefusal(403, 'invalid_apikey');
    count();
    const bearer = request.headers.authorization?.replace('Bearer ', '') ?? '';
    const grant = grantOfIdToken(bearer, parts);
    const member = members.find(({ memberNumber }) => memberNumber === grant?.memberNumber);
    if (member === undefined) throw new SandboxRefusal(401, 'invalid_token');
    const fault = state.switches.meet(member.memberNumber);
    refuseByFault(fault);
    const information = informationOf(member, {
      anchorDay: state.anchorDay,
      today: localDay(clock.now()),
      ...(fault === 'euro-mended' ? { euro: '€' } : {}),
    });
    const body = JSON.stringify({ MesInfos: spoiled(fault, information) });
    sendSpoiled(response.type('json'), fault, body);
  });
  return router;
}

function refuseByFault(fault: string): void {
  switch (fault) {
    case 'id-token-refused':
    case 'agreement-over':
      throw new SandboxRefusal(401, 'invalid_token');
    case 'consent-revoked':
      throw new SandboxRefusal(403, 'access_denied');
    case 'slow-down':
      throw new SandboxRefusal(429, 'too_many_requests', undefined, SLOW_DOWN_SECONDS);
    case 'server-error':
      throw new SandboxRefusal(500, 'server_error');
  }
}

/** Counts the application's calls within the last second. */
function createQuota(factor: number): () => void {
  let calls: readonly number[] = [];
  return () => {
    const now = performance.now() * factor;
    calls = calls.filter((at) => at > now - 1_000);
    if (calls.length >= CALLS_PER_SECOND)
      throw new SandboxRefusal(429, 'too_many_requests', undefined, 1);
    calls = [...calls, now];
  };
}
