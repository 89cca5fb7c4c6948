import { createHash } from 'node:crypto';
import type { ConsentPage } from '../kit/contract.ts';
import { ConnectorError } from '../kit/errors.ts';
import type { EnedisClient } from './client.ts';
import { POINT_ID, parseServices, type SubscribedService } from './payload-customer.ts';

/** One home's agreement: what the vault seals. */
export interface EnedisAccess {
  readonly deliveryPointId: string;
  /** Last local day of the agreement, when Enedis says it. */
  readonly until?: string;
}

export interface AccessSettings {
  /** The consent page of Data Connect; the address to come back to is registered there, never sent. */
  readonly authorizeUrl: string;
  readonly clientId: string;
}

const STATE_LENGTH_MAX = 100;
/** The longest agreement that Enedis lets a person give. */
const CONSENT_DURATION = 'P3Y';
const SPENT_MAX = 10_000;

/** 2026: the citizen brings an `autorisation_id` home, which Enedis exchanges for the number of the meter. */
export function access2026(
  settings: AccessSettings,
  client: EnedisClient,
): ConsentPage<EnedisAccess> {
  const spent = createSpentList();
  return {
    consentUrl: (state: string) => consentUrl(settings, state),
    accept: async (callback) => {
      refuseRefusal(callback);
      const autorisationId = callback.get('autorisation_id') ?? '';
      if (!/^[\w-]{8,100}$/.test(autorisationId)) throw missing('no autorisation_id');
      // One agreement, one space: an identifier seen over somebody's shoulder opens nothing a second time.
      if (spent.has(autorisationId)) throw missing('an autorisation_id that was used before');
      const services = parseServices(
        await client.post({
          api: 'subscribed_services',
          path: '/subscribed_services/v1',
          body: { autorisationId, comptage: false },
        }),
        autorisationId,
      );
      const access = accessOf(services);
      spent.add(autorisationId);
      return access;
    },
  };
}

/** v5: the number of the meter stands in the callback itself. */
export function accessV5(settings: AccessSettings): ConsentPage<EnedisAccess> {
  return {
    consentUrl: (state: string) => consentUrl(settings, state),
    accept: async (callback) => {
      refuseRefusal(callback);
      const points = (callback.get('usage_point_id') ?? '').split(/[,;]/).filter((id) => id !== '');
      if (points.some((id) => !POINT_ID.test(id))) throw missing('no number of 14 digits');
      return accessOf(points.map((pointId) => ({ pointId, until: undefined })));
    },
  };
}

function consentUrl({ authorizeUrl, clientId }: AccessSettings, state: string): URL {
  if (state.length > STATE_LENGTH_MAX) {
    throw new RangeError(`Enedis takes a state of at most ${STATE_LENGTH_MAX} characters.`);
  }
  const url = new URL(authorizeUrl);
  url.search = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    state,
    duration: CONSENT_DURATION,
  }).toString();
  return url;
}

function refuseRefusal(callback: URLSearchParams): void {
  const error = callback.get('error');
  if (error === null) return;
  if (error === 'access_denied') {
    throw new ConnectorError('CONSENT_REFUSED', 'The person refused at Enedis');
  }
  const ours = /^(?:invalid_request|missing_parameter|invalid_|maximum_)/.test(error);
  throw new ConnectorError(
    ours ? 'PARTNER_REFUSED' : 'PARTNER_DOWN',
    'Enedis ended the consent with an error',
  );
}

/** Exactly one meter: choosing among several would be guessing whose home it is. */
function accessOf(services: readonly SubscribedService[]): EnedisAccess {
  const [deliveryPointId, another] = new Set(services.map(({ pointId }) => pointId));
  if (deliveryPointId === undefined) throw missing('no meter');
  if (another !== undefined) {
    throw new ConnectorError('CONSENT_AMBIGUOUS', 'An agreement at Enedis names several meters');
  }
  const until = services
    .map((service) => service.until)
    .filter((day) => day !== undefined)
    .sort()
    .at(-1);
  return until === undefined ? { deliveryPointId } : { deliveryPointId, until };
}

const missing = (what: string): ConnectorError =>
  new ConnectorError('CONSENT_MISSING', `The way back from Enedis brought ${what}`);

/** Hashes of the agreements that have become an access, the oldest forgotten first. */
function createSpentList() {
  const hashes = new Set<string>();
  const hashOf = (id: string): string => createHash('sha256').update(id).digest('base64');
  return {
    has: (id: string): boolean => hashes.has(hashOf(id)),
    add: (id: string): void => {
      hashes.add(hashOf(id));
      const [oldest] = hashes;
      if (hashes.size > SPENT_MAX && oldest !== undefined) hashes.delete(oldest);
    },
  };
}
