import type { Connection } from '../../shapes/connection/connection.ts';
import type { ConnectionRecord } from './journal.ts';

/** What the space says about a connection: the part of the record that is hers to see, and no time of a run. */
export function connectionDocument(
  record: ConnectionRecord,
  { partner, connector }: { readonly partner: string; readonly connector: string },
): Connection {
  const { state, reason, place, coverage, agreedUntil } = record;
  return {
    partner,
    connector,
    state,
    container: place.container,
    ...(reason === undefined ? {} : { reason }),
    ...coverage,
    ...(agreedUntil === undefined ? {} : { partnerConsentUntil: agreedUntil }),
  };
}
