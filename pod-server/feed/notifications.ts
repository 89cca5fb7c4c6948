/**
 * The Solid Notifications Protocol 0.3.0 over the feed: subscription services, channels and their ends. Channels lie in the storage,
 * so a channel that one process gave can be used at any other.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Authenticator } from '../authorization/authenticator.ts';
import type { Credentials } from '../authorization/modes.ts';
import type { Egress } from '../egress/egress.ts';
import type { Addresses, Target } from '../http/addresses.ts';
import { readBody, weight } from '../http/browser-request.ts';
import { Problem } from '../http/problem.ts';
import { mediaTypeOf } from '../rdf/media-types.ts';
import { type Channel, describeChannel, type MessageType } from './channel.ts';
import { Channels } from './channels.ts';
import { Delivery, type DeliveryArgs } from './delivery.ts';
import { LiveChannels } from './live-channels.ts';
import {
  CHANNEL_TYPES,
  type ChannelType,
  NOTIFICATIONS_FOLDER,
  NOTIFY,
  notificationServices,
  serviceUrl,
} from './services.ts';
import { readSubscription, type SubscriptionRequest } from './subscription-request.ts';
import { type Description, toJsonLd, toTriples } from './triples.ts';
import { WebhookSigner } from './webhook-signer.ts';
import { Webhooks } from './webhooks.ts';

const BODY_BYTES_MAX = 65_536;
/** A channel lasts so long unless less was asked for. */
const CHANNEL_MILLISECONDS_MAX = 14 * 24 * 3_600_000;
const WEBHOOK_MILLISECONDS_MAX = 366 * 24 * 3_600_000;
const SENDER_PLACE = 'sender';
const SOLID_ISSUER = 'http://www.w3.org/ns/solid/terms#oidcIssuer';
const SUBSCRIPTION_TYPES = new Set(['application/ld+json', 'application/json']);

export interface NotificationsArgs extends DeliveryArgs {
  readonly addresses: Addresses;
  readonly authenticator: Pick<Authenticator, 'authenticate' | 'challenge'>;
  readonly egress: Pick<Egress, 'fetch'>;
  readonly baseUrl: string;
  /** Our provider's private key, which signs what webhooks receive. */
  readonly signingKey: ConstructorParameters<typeof WebhookSigner>[0]['signingKey'];
}

export class Notifications {
  readonly #args: NotificationsArgs;
  readonly #channels: Channels;
  readonly #delivery: Delivery;
  readonly #live: LiveChannels;
  readonly #webhooks: Webhooks;
  readonly #sender: string;

  public constructor(args: NotificationsArgs) {
    this.#args = args;
    const { baseUrl, egress } = args;
    const { keyValues } = args.storage;
    this.#channels = new Channels(keyValues);
    this.#delivery = new Delivery(args);
    this.#sender = `${baseUrl}${NOTIFICATIONS_FOLDER}${SENDER_PLACE}`;
    const signer = new WebhookSigner({ ...args, sender: this.#sender });
    const parts = { channels: this.#channels, delivery: this.#delivery };
    this.#live = new LiveChannels(parts);
    this.#webhooks = new Webhooks({ ...parts, keyValues, egress, signer });
  }

  /** From now on webhooks are served, by this process or another one. */
  public start(): void {
    this.#webhooks.start();
  }

  /** Below `.notifications/`. Throws Problem. */
  public async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    allowOrigin(request, response);
    const place = this.#placeOf(request);
    const [type, key] = place.split('/');
    if (request.method === 'OPTIONS') answerOptions(request, response);
    else if (place === SENDER_PLACE) this.#describeSender(response);
    else if (!isChannelType(type)) throw new Problem(404, 'no-such-place');
    else if (key === undefined || key === '') await this.#service(type, request, response);
    else await this.#channel(type, key, request, response);
  }

  /** A WebSocket to a channel; whoever knows its address may connect. */
  public upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const [type, key = ''] = this.#placeOf(request).split('/');
    const refuse = (): void => {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    };
    if (type !== 'WebSocketChannel2023') {
      refuse();
      return;
    }
    this.#channels.find(type, key).then((channel) => {
      if (channel === undefined) refuse();
      else this.#live.connect(channel, request, socket, head);
    }, refuse);
  }

  public async close(): Promise<void> {
    this.#live.close();
    await this.#webhooks.close();
  }

  #placeOf(request: IncomingMessage): string {
    const { pathname } = new URL(request.url ?? '/', this.#args.baseUrl);
    return pathname.slice(pathname.indexOf(NOTIFICATIONS_FOLDER) + NOTIFICATIONS_FOLDER.length);
  }

  async #service(
    type: ChannelType,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (request.method === 'GET' || request.method === 'HEAD') {
      const service = notificationServices(this.#args.baseUrl).find(
        ({ channelType }) => channelType === NOTIFY + type,
      );
      if (service === undefined) throw new Problem(404, 'no-such-place');
      const { id, channelType, features } = service;
      sendDescription(request, response, { id, channelType, feature: features });
      return;
    }
    if (request.method !== 'POST')
      throw new Problem(405, 'subscription-method', {}, { Allow: 'GET, HEAD, OPTIONS, POST' });
    const channel = await this.#subscribe(type, request);
    sendDescription(request, response, this.#describe(channel));
  }

  /** Solid Notifications Protocol, §3.2: who may read the topic may watch it. */
  async #subscribe(type: ChannelType, request: IncomingMessage): Promise<Channel> {
    const contentType = mediaTypeOf(request.headers['content-type'] ?? '');
    if (!SUBSCRIPTION_TYPES.has(contentType))
      throw new Problem(
        415,
        'subscription-media-type',
        {},
        { 'Accept-Post': 'application/ld+json' },
      );
    const credentials = await this.#credentials(type, request);
    const body = (await readBody(request, BODY_BYTES_MAX)).toString('utf8');
    const wanted = readSubscription(body, type);
    const { pod, path } = this.#topicOf(wanted);
    const { origin } = request.headers;
    const from = origin === undefined ? {} : { origin };
    const view = await this.#delivery.view({ pod, path, credentials, ...from });
    if (view === undefined) throw this.#refusal(credentials);
    const { topic: _, ...rest } = wanted;
    return this.#channels.add({
      ...rest,
      ...from,
      type,
      pod,
      path,
      credentials,
      after: view.sequence,
      endAt: endOf(type, wanted),
      accept: wanted.accept ?? 'application/ld+json',
    });
  }

  #credentials(type: ChannelType, { method = '', headers }: IncomingMessage): Promise<Credentials> {
    const { authorization, dpop } = headers;
    const url = serviceUrl(this.#args.baseUrl, type);
    return this.#args.authenticator.authenticate({
      method,
      url,
      authorization,
      dpop: Array.isArray(dpop) ? dpop.join(',') : dpop,
    });
  }

  #topicOf({ topic }: SubscriptionRequest): Target {
    const target = this.#args.addresses.targetOfUrl(topic);
    if (target === undefined) throw new Problem(422, 'subscription-topic');
    return target;
  }

  #refusal({ agent }: Credentials): Problem {
    if (agent !== undefined) return new Problem(403, 'access-refused');
    const challenge = { 'WWW-Authenticate': this.#args.authenticator.challenge };
    return new Problem(401, 'sign-in-needed', {}, challenge);
  }

  async #channel(
    type: ChannelType,
    key: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (request.method === 'DELETE') {
      if (!(await this.#channels.end(type, key))) throw new Problem(404, 'channel-unknown');
      response.writeHead(204).end();
      return;
    }
    if (request.method !== 'GET')
      throw new Problem(405, 'channel-method', {}, { Allow: 'DELETE, GET, OPTIONS' });
    const channel = await this.#channels.find(type, key);
    if (channel === undefined) throw new Problem(404, 'channel-unknown');
    if (type === 'StreamingHTTPChannel2023') await this.#live.stream(channel, request, response);
    else sendDescription(request, response, this.#describe(channel));
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
  #describeSender(response: ServerResponse): void {
    const body = `<${this.#sender}> <${SOLID_ISSUER}> <${this.#args.baseUrl}>.\n`;
    response.writeHead(200, { 'Content-Type': 'text/turtle', 'Content-Length': body.length });
    response.end(body);
  }
}

function isChannelType(type: string | undefined): type is ChannelType {
  return CHANNEL_TYPES.some((known) => known === type);
}

function endOf(
  type: ChannelType,
  { endAt = Number.POSITIVE_INFINITY }: SubscriptionRequest,
): number {
  const most = type === 'WebhookChannel2023' ? WEBHOOK_MILLISECONDS_MAX : CHANNEL_MILLISECONDS_MAX;
  return Math.min(endAt, Date.now() + most);
}

function allowOrigin(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Vary', 'Accept, Authorization, Origin');
  const { origin } = request.headers;
  if (origin === undefined) return;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Expose-Headers', 'Accept-Post, Allow, WWW-Authenticate');
}

function answerOptions(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(204, {
    Allow: 'DELETE, GET, HEAD, OPTIONS, POST',
    'Accept-Post': 'application/ld+json',
    'Access-Control-Allow-Methods': 'DELETE, GET, HEAD, OPTIONS, POST',
    'Access-Control-Allow-Headers':
      request.headers['access-control-request-headers'] ?? 'Authorization, Content-Type, DPoP',
  });
  response.end();
}

function sendDescription(
  request: IncomingMessage,
  response: ServerResponse,
  description: Description,
): void {
  const turtle: MessageType = 'text/turtle';
  const wantsTurtle = weight(request, turtle, false) > weight(request, 'application/ld+json', true);
  const body = wantsTurtle ? toTriples(description) : toJsonLd(description);
  response.writeHead(200, {
    'Content-Type': wantsTurtle ? turtle : 'application/ld+json',
    'Content-Length': Buffer.byteLength(body),
    'Accept-Post': 'application/ld+json',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
