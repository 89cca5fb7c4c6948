import { Problem } from '../http/problem.ts';
import { MESSAGE_TYPES, type MessageType } from './channel.ts';
import { type ChannelType, NOTIFY } from './services.ts';
import { NOTIFICATION_CONTEXTS } from './triples.ts';

/** What a subscriber asks for, believed; times are milliseconds since 1970, the rate in milliseconds. */
export interface SubscriptionRequest {
  readonly topic: string;
  readonly accept?: MessageType;
  readonly sendTo?: string;
  readonly startAt?: number;
  readonly endAt?: number;
  readonly rate?: number;
  readonly state?: string;
}

const URL_LENGTH_MAX = 4_096;
const STATE_LENGTH_MAX = 256;
const RATE_MILLISECONDS_MAX = 24 * 3_600_000;
/** Weeks to seconds; months and years have no length. */
const DURATION = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const DURATION_MILLISECONDS = [7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1_000];

/**
 * Reads the JSON-LD of a subscription. The context must be one that we know, so that names have one meaning and nothing is fetched;
 * values may be plain or expanded. Throws Problem 400 for what is no JSON, 422 for what cannot be done, by the name of the property
 * (Solid Notifications Protocol, #subscription-server-subscription-request-unprocessable-entity).
 */
export function readSubscription(body: string, service: ChannelType): SubscriptionRequest {
  const properties = jsonObject(body);
  if (!contextIsKnown(properties)) throw new Problem(422, 'subscription-context');
  const type = one(properties, 'type');
  if (type === undefined || shortName(type) !== service)
    throw new Problem(422, 'subscription-type', { expected: service });
  const topic = one(properties, 'topic');
  if (topic === undefined || !URL.canParse(topic)) throw unfit('topic');
  const accept = one(properties, 'accept');
  const state = one(properties, 'state');
  if (state !== undefined && state.length > STATE_LENGTH_MAX) throw unfit('state');
  return {
    topic,
    ...sendToOf(properties, service),
    ...(state === undefined ? {} : { state }),
    ...(accept === undefined ? {} : { accept: acceptable(accept) }),
    ...given('startAt', time(properties, 'startAt')),
    ...given('endAt', time(properties, 'endAt')),
    ...given('rate', rateOf(properties)),
  };
}

/** The form to send in, by an Accept header; undefined: none of ours. */
export function messageTypeFor(accept: string): MessageType | undefined {
  const ranges = accept.split(',').map(mediaRange);
  const best = ranges
    .filter(({ quality }) => quality > 0)
    .sort((first, second) => second.quality - first.quality);
  for (const { range } of best) {
    const pattern = range.replace('*/*', '').replace(/\*$/, '');
    const type = MESSAGE_TYPES.find((one) => one.startsWith(pattern));
    if (type !== undefined) return type;
  }
  return undefined;
}

function mediaRange(text: string): { readonly range: string; readonly quality: number } {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  const isRange = /^[\w*.+-]+\/[\w*.+-]+$/.test(range);
  return { range, quality: isRange ? Number(quality ?? 1) : 0 };
}

type Properties = Readonly<Record<string, unknown>>;

function jsonObject(body: string): Properties {
  const json = parsed(body);
  const value = Array.isArray(json) && json.length === 1 ? json[0] : json;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Problem(422, 'subscription-form');
  return value;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Problem(400, 'subscription-json');
  }
}

/** Other names beside the known one would need their documents; a context that only names a base or a vocabulary is unknown too. */
function contextIsKnown(properties: Properties): boolean {
  const contexts = [properties['@context']].flat();
  return (
    contexts.some((context) => NOTIFICATION_CONTEXTS.includes(String(context))) &&
    contexts.every((context) => typeof context === 'string' && KNOWN_CONTEXTS.has(context))
  );
}

const KNOWN_CONTEXTS = new Set([...NOTIFICATION_CONTEXTS, 'https://www.w3.org/ns/activitystreams']);

/** The one value of a property, whichever way its name is written; throws when there are several or it is no text. */
function one(properties: Properties, name: string): string | undefined {
  const found = [name, `@${name}`, `notify:${name}`, NOTIFY + name]
    .map((key) => properties[key])
    .filter((value) => value !== undefined)
    .flat();
  if (found.length === 0) return undefined;
  const value = plain(found[0]);
  if (found.length > 1 || value === undefined || value.length > URL_LENGTH_MAX) throw unfit(name);
  return value;
}

function plain(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const inside = ['@value', '@id', 'id'].map((key) => (value as Properties)[key]);
  return inside.find((candidate) => typeof candidate === 'string');
}

function shortName(type: string): string {
  return type.replace(NOTIFY, '').replace(/^notify:/, '');
}

function sendToOf(properties: Properties, service: ChannelType): { readonly sendTo?: string } {
  const sendTo = one(properties, 'sendTo');
  if (service !== 'WebhookChannel2023') return {};
  if (sendTo === undefined || !/^https?:$/.test(protocolOf(sendTo))) throw unfit('sendTo');
  return { sendTo };
}

function protocolOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : '';
}

function acceptable(accept: string): MessageType {
  const type = messageTypeFor(accept);
  if (type === undefined) throw unfit('accept');
  return type;
}

function time(properties: Properties, name: 'startAt' | 'endAt'): number | undefined {
  const text = one(properties, name);
  if (text === undefined) return undefined;
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) throw unfit(name);
  return milliseconds;
}

function rateOf(properties: Properties): number | undefined {
  const text = one(properties, 'rate');
  if (text === undefined) return undefined;
  const parts = DURATION.exec(text)?.slice(1);
  if (parts === undefined || parts.every((part) => part === undefined)) throw unfit('rate');
  const milliseconds = parts.reduce(
    (sum, part, at) => sum + Number(part ?? 0) * (DURATION_MILLISECONDS[at] ?? 0),
    0,
  );
  if (milliseconds > RATE_MILLISECONDS_MAX) throw unfit('rate');
  return milliseconds;
}

function given<Name extends string>(
  name: Name,
  value: number | undefined,
): { readonly [key in Name]?: number } {
  return value === undefined ? {} : ({ [name]: value } as { [key in Name]?: number });
}

function unfit(property: string): Problem {
  return new Problem(422, 'subscription-property', { property });
}
