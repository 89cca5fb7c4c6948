/**
 * The Solid Notifications Protocol 0.3.0 over the feed: subscription services, channels and their ends. Channels lie in the storage,
 * so a channel that one process gave can be used at any other.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Authenticator } from '../authorization/authenticator.ts';
import type { Credentials } from '../authorization/modes.ts';
import type { Egress } from '../egress/egress.ts';
import type { Addresses } from '../http/addresses.ts';
import { readBody } from '../http/browser-request.ts';
import { Problem } from '../http/problem.ts';
import { mediaTypeOf } from '../rdf/media-types.ts';
import { type Channel, describeChannel, type MessageType } from './channel.ts';
import { Channels, endedIn, endHint } from './channels.ts';
import { Courier, type WebhookFailure } from './courier.ts';
import { Delivery, type DeliveryArgs, type Subscription, type View } from './delivery.ts';
import {
  allowOrigin,
  answerOptions,
  refuseStrangeProfile,
  sendDescription,
} from './description-answer.ts';
import { stateMessage } from './message.ts';
import {
  CHANNEL_TYPES,
  type ChannelType,
  FEATURES,
  NOTIFICATIONS_FOLDER,
  NOTIFY,
  serviceUrl,
} from './services.ts';
import { Streams } from './streams.ts';
import {
  messageTypeFor,
  readSubscription,
  type SubscriptionRequest,
} from './subscription-request.ts';
import type { Description } from './triples.ts';
import { refuseUpgrade, WebSockets } from './web-sockets.ts';
import { WebhookSigner } from './webhook-signer.ts';

const BODY_BYTES_MAX = 65_536;
/** A channel lasts so long unless less was asked for. */
const CHANNEL_MILLISECONDS_MAX = 14 * 24 * 3_600_000;
const WEBHOOK_MILLISECONDS_MAX = 366 * 24 * 3_600_000;
const RETRY_SECONDS = 2;
const SENDER_PLACE = 'sender';
const SOLID_ISSUER = 'http://www.w3.org/ns/solid/terms#oidcIssuer';
const SERVICE_METHODS = 'GET, HEAD, OPTIONS, POST';
const CHANNEL_METHODS = 'DELETE, GET, HEAD, OPTIONS';
const SENDER_METHODS = 'GET, HEAD, OPTIONS';
const SUBSCRIPTION_TYPES = new Set(['application/ld+json', 'application/json']);

export interface NotificationsArgs extends DeliveryArgs {
  readonly addresses: Addresses;
  readonly authenticator: Pick<Authenticator, 'authenticate' | 'challenge'>;
  readonly egress: Pick<Egress, 'fetch'>;
  readonly baseUrl: string;
  /** Our provider's private key, which signs what webhooks receive. */
  readonly signingKey: ConstructorParameters<typeof WebhookSigner>[0]['signingKey'];
  /** Told of each attempt that the receiver of a webhook did not take. */
  readonly onWebhookFailure: (failure: WebhookFailure) => void;
}

export class Notifications {
  readonly #args: NotificationsArgs;
  readonly #channels: Channels;
  readonly #delivery: Delivery;
  readonly #sockets: WebSockets;
  readonly #streams: Streams;
  readonly #courier: Courier;
  readonly #sender: string;
  readonly #stopHints: () => void;

  public constructor(args: NotificationsArgs) {
    this.#args = args;
    const { baseUrl, egress, signingKey, onWebhookFailure: onFailure } = args;
    const { keyValues } = args.storage;
    this.#channels = new Channels(keyValues);
    this.#delivery = new Delivery(args);
    this.#sender = `${baseUrl}${NOTIFICATIONS_FOLDER}${SENDER_PLACE}`;
    const signer = new WebhookSigner({ baseUrl, signingKey, sender: this.#sender });
    const parts = { channels: this.#channels, delivery: this.#delivery };
    this.#sockets = new WebSockets(parts);
    this.#streams = new Streams(this.#delivery);
    this.#courier = new Courier({ ...parts, keyValues, egress, signer, onFailure });
    this.#stopHints = args.storage.onHint((hint) => this.#hear(hint));
  }

  /** From now on webhooks are served, by this process or another one. */
  public start(): void {
    this.#courier.start();
  }

  /** Below `.notifications/`. Throws Problem. */
  public async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    allowOrigin(request, response);
    const place = this.#placeOf(request);
    const { type, key } = split(place);
    if (place === SENDER_PLACE) this.#describeSender(request, response);
    else if (!isChannelType(type)) throw new Problem(404, 'no-such-place');
    else if (key === '') await this.#service(type, request, response);
    else if (isTopicStream(type, key)) await this.#streamTopic(key, request, response);
    else await this.#channel({ type, key }, request, response);
  }

  /** A WebSocket to a channel; whoever knows its address may connect. */
  public upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { type, key } = split(this.#placeOf(request));
    if (type !== 'WebSocketChannel2023') {
      refuseUpgrade(socket, 404);
      return;
    }
    this.#sockets.upgrade(request, socket, { head, key }).catch(() => refuseUpgrade(socket, 503));
  }

  public async close(): Promise<void> {
    this.#stopHints();
    this.#sockets.close();
    this.#streams.close();
    await this.#courier.close();
  }

  /** Below the folder, without query, as it was sent. */
  #placeOf(request: IncomingMessage): string {
    const [path = '/'] = (request.url ?? '/').split('?');
    return path.slice(path.indexOf(NOTIFICATIONS_FOLDER) + NOTIFICATIONS_FOLDER.length);
  }

  async #service(
    type: ChannelType,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    response.setHeader('Accept-Post', 'application/ld+json');
    response.setHeader('Allow', SERVICE_METHODS);
    refuseStrangeProfile(request);
    switch (request.method) {
      case 'OPTIONS':
        return answerOptions(request, response, SERVICE_METHODS);
      case 'GET':
      case 'HEAD':
        return sendDescription(request, response, this.#describeService(type));
      case 'POST': {
        const channel = await this.#subscribe(type, request);
        return sendDescription(request, response, this.#describe(channel));
      }
      default:
        throw new Problem(405, 'subscription-method', {}, { Allow: SERVICE_METHODS });
    }
  }

  /** Solid Notifications Protocol, §3.2: who may read the topic may watch it. */
  async #subscribe(type: ChannelType, request: IncomingMessage): Promise<Channel> {
    if (!SUBSCRIPTION_TYPES.has(mediaTypeOf(request.headers['content-type'] ?? '')))
      throw new Problem(415, 'subscription-media-type');
    const credentials = await this.#credentials(request);
    const body = (await readBody(request, BODY_BYTES_MAX)).toString('utf8');
    const wanted = readSubscription(body, type);
    const subscription = this.#subscriptionTo(wanted.topic, credentials, request);
    const { sequence } = await this.#allowed(subscription);
    const { topic: _, ...rest } = wanted;
    return this.#channels.add({
      ...rest,
      ...subscription,
      type,
      after: sequence,
      endAt: endOf(type, wanted),
      accept: wanted.accept ?? 'application/ld+json',
    });
  }

  #credentials({ method = '', url = '/', headers }: IncomingMessage): Promise<Credentials> {
    const { authorization, dpop } = headers;
    const [path = '/'] = url.split('?');
    return this.#args.authenticator.authenticate({
      method,
      url: new URL(this.#args.baseUrl).origin + path,
      authorization,
      dpop: Array.isArray(dpop) ? dpop.join(',') : dpop,
    });
  }

  #subscriptionTo(
    topic: string,
    credentials: Credentials,
    { headers: { origin } }: IncomingMessage,
  ): Subscription {
    const target = this.#args.addresses.targetOfUrl(topic);
    if (target === undefined) throw new Problem(422, 'subscription-topic');
    const { pod, path } = target;
    return { pod, path, credentials, ...(origin === undefined ? {} : { origin }) };
  }

  /** The topic as the subscriber sees it; throws Problem 401 or 403. */
  async #allowed(subscription: Subscription): Promise<View> {
    const view = await this.#delivery.view(subscription);
    if (view !== undefined) return view;
    if (subscription.credentials.agent !== undefined) throw new Problem(403, 'access-refused');
    const challenge = { 'WWW-Authenticate': this.#args.authenticator.challenge };
    throw new Problem(401, 'sign-in-needed', {}, challenge);
  }

  async #channel(
    { type, key }: { readonly type: ChannelType; readonly key: string },
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    response.setHeader('Allow', CHANNEL_METHODS);
    switch (request.method) {
      case 'OPTIONS':
        return answerOptions(request, response, CHANNEL_METHODS);
      case 'DELETE':
        await this.#end(type, key);
        response.writeHead(204).end();
        return;
      case 'GET':
      case 'HEAD': {
        const channel = await this.#channels.find(type, key);
        if (channel === undefined) throw new Problem(404, 'channel-unknown');
        const isStream = type === 'StreamingHTTPChannel2023' && request.method === 'GET';
        if (isStream) return this.#stream(channel, response);
        return sendDescription(request, response, this.#describe(channel));
      }
      default:
        throw new Problem(405, 'channel-method', {}, { Allow: CHANNEL_METHODS });
    }
  }

  /** Connections at other processes end with the hint, or should it be lost with their next heartbeat. */
  async #end(type: ChannelType, key: string): Promise<void> {
    if (!(await this.#channels.end(type, key))) throw new Problem(404, 'channel-unknown');
    this.#disconnect(key);
    this.#args.storage.hint(endHint(type, key));
  }

  /** Some process ended a channel. What is true stands in the storage. */
  #hear(hint: string): void {
    const ended = endedIn(hint);
    if (ended === undefined) return;
    this.#channels.find(ended.type, ended.key).then(
      (channel) => channel === undefined && this.#disconnect(ended.key),
      // The heartbeat looks again.
      () => undefined,
    );
  }

  #disconnect(key: string): void {
    this.#sockets.end(key);
    this.#streams.end(key);
  }

  async #stream(channel: Channel, response: ServerResponse): Promise<void> {
    this.#refuseWhenFull();
    await this.#channels.keep(channel);
    const { after } = await this.#channels.position(channel);
    const reached = await this.#streams.serve(response, channel, { from: after });
    const isOpen = (await this.#channels.find(channel.type, channel.key)) !== undefined;
    if (isOpen && reached > after) await this.#channels.reach(channel, { after: reached });
  }

  /** A stream without a subscription, as CSS has it: the request itself says who reads, and the state of the topic comes first. */
  async #streamTopic(
    key: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    response.setHeader('Allow', 'GET, OPTIONS');
    if (request.method === 'OPTIONS') return answerOptions(request, response, 'GET, OPTIONS');
    if (request.method !== 'GET')
      throw new Problem(405, 'channel-method', {}, { Allow: 'GET, OPTIONS' });
    const credentials = await this.#credentials(request);
    const subscription = this.#subscriptionTo(decodeURIComponent(key), credentials, request);
    const view = await this.#allowed(subscription);
    this.#refuseWhenFull();
    const channel: Channel = {
      ...subscription,
      key,
      type: 'StreamingHTTPChannel2023',
      after: view.sequence,
      endAt: Date.now() + CHANNEL_MILLISECONDS_MAX,
      accept: streamType(request),
    };
    const first = stateMessage(view, view.sequence);
    await this.#streams.serve(response, channel, { from: view.sequence, first });
  }

  #refuseWhenFull(): void {
    if (this.#streams.isFull) throw new Problem(503, 'try-again', { seconds: RETRY_SECONDS });
  }

  #describeService(type: ChannelType): Description {
    const id = serviceUrl(this.#args.baseUrl, type);
    return { id, channelType: NOTIFY + type, feature: FEATURES };
  }

  #describe(channel: Channel): Description {
    const { baseUrl, addresses } = this.#args;
    return describeChannel(channel, {
      id: `${serviceUrl(baseUrl, channel.type)}${channel.key}`,
      topic: addresses.urlOf(channel.pod, channel.path),
      sender: this.#sender,
    });
  }

  /** The document of the WebID that webhooks are signed for. */
  #describeSender(request: IncomingMessage, response: ServerResponse): void {
    if (request.method === 'OPTIONS') {
      answerOptions(request, response, SENDER_METHODS);
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw new Problem(405, 'read-only-place', {}, { Allow: SENDER_METHODS });
    const body = `<${this.#sender}> <${SOLID_ISSUER}> <${this.#args.baseUrl}>.\n`;
    response.writeHead(200, { 'Content-Type': 'text/turtle', 'Content-Length': body.length });
    response.end(request.method === 'HEAD' ? undefined : body);
  }
}

function split(place: string): { readonly type: string; readonly key: string } {
  const slash = place.indexOf('/');
  if (slash === -1) return { type: place, key: '' };
  return { type: place.slice(0, slash), key: place.slice(slash + 1) };
}

function isChannelType(type: string): type is ChannelType {
  return CHANNEL_TYPES.some((known) => known === type);
}

/** Keys hold no colon: what does is the address of a topic, percent-encoded. */
function isTopicStream(type: ChannelType, key: string): boolean {
  return (
    type === 'StreamingHTTPChannel2023' && /^https?(:|%3a)[^\s]*$/i.test(key) && isDecodable(key)
  );
}

function isDecodable(text: string): boolean {
  try {
    return URL.canParse(decodeURIComponent(text));
  } catch {
    return false;
  }
}

/** Turtle unless JSON-LD is asked for by name, as clients of CSS expect. */
function streamType({ headers }: IncomingMessage): MessageType {
  const wanted = messageTypeFor(headers.accept ?? '');
  return wanted === undefined || /^\s*(\*\/\*|$)/.test(headers.accept ?? '')
    ? 'text/turtle'
    : wanted;
}

function endOf(
  type: ChannelType,
  { endAt = Number.POSITIVE_INFINITY }: SubscriptionRequest,
): number {
  if (endAt <= Date.now()) throw new Problem(422, 'subscription-property', { property: 'endAt' });
  const most = type === 'WebhookChannel2023' ? WEBHOOK_MILLISECONDS_MAX : CHANNEL_MILLISECONDS_MAX;
  return Math.min(endAt, Date.now() + most);
}
