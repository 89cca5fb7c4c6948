import { NOTIFY } from './services.ts';

/** One thing and its properties, as short names of the notification context; lists are several values. */
export type Description = Readonly<Record<string, string | readonly string[]>>;

const XSD = 'http://www.w3.org/2001/XMLSchema#';
const ACTIVITY_STREAMS = 'https://www.w3.org/ns/activitystreams#';
const RDF_TYPE = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';

/** The address that the specification gives the context, and the one that CSS and its clients know. */
export const NOTIFICATION_CONTEXTS: readonly string[] = [
  'https://www.w3.org/ns/solid/notification/v1',
  'https://www.w3.org/ns/solid/notifications-context/v1',
];
const ACTIVITY_STREAMS_CONTEXT = 'https://www.w3.org/ns/activitystreams';
/** The one that clients of CSS find in what it answers. */
const CONTEXT = 'https://www.w3.org/ns/solid/notification/v1';

const TERMS: Readonly<Record<string, { readonly predicate: string; readonly type?: string }>> = {
  type: { predicate: RDF_TYPE, type: '@id' },
  topic: { predicate: `${NOTIFY}topic`, type: '@id' },
  receiveFrom: { predicate: `${NOTIFY}receiveFrom`, type: '@id' },
  sendTo: { predicate: `${NOTIFY}sendTo`, type: '@id' },
  sender: { predicate: `${NOTIFY}sender`, type: '@id' },
  channelType: { predicate: `${NOTIFY}channelType`, type: '@id' },
  feature: { predicate: `${NOTIFY}feature`, type: '@id' },
  startAt: { predicate: `${NOTIFY}startAt`, type: `${XSD}dateTime` },
  endAt: { predicate: `${NOTIFY}endAt`, type: `${XSD}dateTime` },
  rate: { predicate: `${NOTIFY}rate`, type: `${XSD}duration` },
  state: { predicate: `${NOTIFY}state` },
  accept: { predicate: `${NOTIFY}accept` },
  object: { predicate: `${ACTIVITY_STREAMS}object`, type: '@id' },
  target: { predicate: `${ACTIVITY_STREAMS}target`, type: '@id' },
  published: { predicate: `${ACTIVITY_STREAMS}published`, type: `${XSD}dateTime` },
};

/** A description of a service or a channel. */
export function toJsonLd(description: Description): string {
  return JSON.stringify({ '@context': [CONTEXT], ...description });
}

/** A notification: words of Activity Streams and of Solid notifications (Solid Notifications Protocol, §3.4). */
export function toActivityJsonLd(description: Description): string {
  return JSON.stringify({ '@context': [ACTIVITY_STREAMS_CONTEXT, CONTEXT], ...description });
}

/** The same as N-Triples, which is Turtle too. */
export function toTriples(description: Description): string {
  const { id, ...properties } = description;
  return Object.entries(properties)
    .flatMap(([name, values]) => [values].flat().map((value) => triple(String(id), name, value)))
    .join('');
}

function triple(subject: string, name: string, value: string): string {
  const term = TERMS[name];
  if (term === undefined) return '';
  const object = term.type === '@id' ? iri(fullName(name, value)) : literal(value, term.type);
  return `${iri(subject)} ${iri(term.predicate)} ${object} .\n`;
}

/** "Update" is of Activity Streams, "state" of Solid notifications; what has a colon is an IRI already. */
function fullName(name: string, value: string): string {
  if (value.includes(':')) return value;
  return (name === 'type' ? ACTIVITY_STREAMS : NOTIFY) + value;
}

function literal(value: string, type: string | undefined): string {
  const quoted = JSON.stringify(value);
  return type === undefined ? quoted : `${quoted}^^${iri(type)}`;
}

function iri(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: an IRI must not hold them as they are.
  return `<${value.replace(/[\u0000-\u0020<>"{}|^`\\]/g, encodeURIComponent)}>`;
}
