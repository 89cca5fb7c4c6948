import type { Quad } from 'n3';
import { rdf, xsd } from '../../vocab/reused.ts';
import { connectionStates, trb } from '../../vocab/terms.ts';
import { describe, iri, mainNode, nodesOf, text, typed } from '../kit/document.ts';
import { DAY } from '../kit/patterns.ts';
import { present } from '../kit/present.ts';
import type { Shape } from '../kit/shape.ts';

export type ConnectionState =
  | 'connected'
  | 'syncing'
  | 'waiting-for-partner'
  | 'needs-you'
  | 'partner-down'
  | 'paused'
  | 'revoked';

/**
 * How the link to a partner is doing. It holds no time of a run: it changes only when what it says
 * changes, so that a second run writes nothing and a resumed run leaves the same bytes.
 */
export interface Connection {
  /** Short name: 'enedis'. */
  readonly partner: string;
  /** WebID of the service that lays the data down. */
  readonly connector: string;
  readonly state: ConnectionState;
  /** The error code that explains the state. */
  readonly reason?: string;
  /** URL of the container in which the data lies. */
  readonly container: string;
  /** Local days that the data received covers, both included. */
  readonly firstDay?: string;
  readonly lastDay?: string;
  /** The last local day on which the agreement given at the partner holds. */
  readonly partnerConsentUntil?: string;
}

export const connection: Shape<Connection> = {
  name: 'connection',
  forClass: trb.Connection,
  shapeFile: 'connection/shape.ttl',
  fileNames: /^connection\.ttl$/,
  nameOf: () => 'connection.ttl',
  write,
  read,
};

function write(thing: Connection, documentUrl: string): Quad[] {
  return describe(`${documentUrl}#connection`, [
    [rdf.type, iri(trb.Connection)],
    [trb.partner, text(thing.partner)],
    [trb.connector, iri(thing.connector)],
    [trb.connectionState, iri(connectionStates[thing.state])],
    [trb.reason, text(thing.reason)],
    [trb.dataContainer, iri(thing.container)],
    [trb.firstDay, typed(thing.firstDay, xsd.date)],
    [trb.lastDay, typed(thing.lastDay, xsd.date)],
    [trb.partnerConsentUntil, typed(thing.partnerConsentUntil, xsd.date)],
  ]);
}

function read(quads: readonly Quad[], documentUrl: string): Connection {
  const node = mainNode(nodesOf(quads), trb.Connection, documentUrl);
  return present({
    partner: node.requiredText(trb.partner),
    connector: node.requiredText(trb.connector),
    state: node.requiredCode(trb.connectionState, connectionStates),
    reason: node.text(trb.reason),
    container: node.requiredText(trb.dataContainer),
    firstDay: node.text(trb.firstDay, DAY),
    lastDay: node.text(trb.lastDay, DAY),
    partnerConsentUntil: node.text(trb.partnerConsentUntil, DAY),
  });
}
