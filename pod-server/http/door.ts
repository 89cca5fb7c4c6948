/** The one HTTP server: its limits, who answers what, and what somebody reads when something went wrong. */
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Addresses, Target } from './addresses.ts';
import { answerError } from './error-answer.ts';
import { Problem } from './problem.ts';

/** Request line and headers together. */
const HEADER_BYTES_MAX = 16_384;
const HEADERS_MAX = 100;
/** How long a client may take to send its headers. */
const HEADERS_MILLISECONDS_MAX = 10_000;
/** How long a connection may stand still, in the middle of an answer or between two requests. */
const IDLE_MILLISECONDS_MAX = 30_000;
const CHECK_MILLISECONDS = 2_000;

/** Everybody who answers requests, as the door sees them. */
export interface Rooms {
  readonly pods: {
    handle(target: Target, request: IncomingMessage, response: ServerResponse): Promise<void>;
  };
  readonly notifications: {
    handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  };
  readonly chassis: {
    handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  };
  readonly origin: { handle(request: IncomingMessage, response: ServerResponse): Promise<void> };
}

export interface DoorArgs {
  readonly addresses: Addresses;
  readonly rooms: Rooms;
  /** Open connections from one address; those of trusted proxies are not counted. */
  readonly connectionsPerAddress: number;
  readonly trustedProxies: readonly string[];
  /** Told of what is our fault, with the reference that the client was given. */
  readonly onFault: (reference: string, error: unknown) => void;
}

/** What the chassis answers, below the base address. */
const CHASSIS_PLACES = ['.account/', '.oidc/', '.look/'];
const CHASSIS_DOCUMENTS = new Set([
  '',
  'favicon.ico',
  'vocab/traboule',
  '.well-known/openid-configuration',
  '.well-known/oauth-authorization-server',
]);
const NOTIFICATIONS_PLACE = '.notifications/';

/** Listens nowhere yet: the caller does. */
export function createDoor(args: DoorArgs): Server {
  const door = new Door(args);
  const server = createServer(
    {
      maxHeaderSize: HEADER_BYTES_MAX,
      headersTimeout: HEADERS_MILLISECONDS_MAX,
      // Bodies have a clock of their own, which a large upload that goes on does not run down.
      requestTimeout: 0,
      // The clock of the connection runs between two requests as well; a second one would be wound up for each request.
      keepAliveTimeout: 0,
      connectionsCheckingInterval: CHECK_MILLISECONDS,
      noDelay: true,
    },
    (request, response) => door.enter(request, response),
  );
  server.maxHeadersCount = HEADERS_MAX;
  server.timeout = IDLE_MILLISECONDS_MAX;
  server.on('connection', (socket) => door.count(socket));
  server.on('upgrade', (request, socket, head) => door.upgrade(request, socket, head));
  server.on('clientError', refuseNonsense);
  // Without a listener Node promises to read whatever comes; the rooms read bodies when they want them.
  server.on('checkContinue', (request, response) => {
    response.writeContinue();
    door.enter(request, response);
  });
  return server;
}

class Door {
  readonly #args: DoorArgs;
  readonly #basePath: string;
  readonly #connections = new Map<string, number>();
  readonly #trusted: ReadonlySet<string>;

  public constructor(args: DoorArgs) {
    this.#args = args;
    this.#basePath = new URL(args.addresses.baseUrl).pathname;
    this.#trusted = new Set(args.trustedProxies);
  }

  public enter(request: IncomingMessage, response: ServerResponse): void {
    this.#answer(request, response).catch((error: unknown) => {
      const { addresses, onFault } = this.#args;
      answerError(request, response, { error, baseUrl: addresses.baseUrl, onFault });
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { addresses, rooms } = this.#args;
    const host = hostOf(request);
    const place = request.url ?? '/';
    if (!place.startsWith('/')) throw new Problem(400, 'request-target');
    if (!addresses.isOwnHost(host)) throw new Problem(421, 'wrong-host');
    const target = this.#isReserved(host, place) ? undefined : addresses.targetOf(host, place);
    if (target !== undefined) return rooms.pods.handle(target, request, response);
    const below = this.#below(place);
    if (below.startsWith(NOTIFICATIONS_PLACE)) return rooms.notifications.handle(request, response);
    if (isChassisPlace(below)) return rooms.chassis.handle(request, response);
    return rooms.origin.handle(request, response);
  }

  /** The vocabulary stands where a pod of that name would; on the host of a pod nothing is reserved. */
  #isReserved(host: string, place: string): boolean {
    return (
      place.startsWith('/vocab/', this.#basePath.length - 1) &&
      host === new URL(this.#args.addresses.baseUrl).host
    );
  }

  /** What follows the base address, without query. */
  #below(place: string): string {
    const query = place.indexOf('?');
    const path = query === -1 ? place : place.slice(0, query);
    return path.startsWith(this.#basePath) ? path.slice(this.#basePath.length) : path;
  }

  public upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    if (this.#below(request.url ?? '/').startsWith(NOTIFICATIONS_PLACE)) {
      (socket as Socket).setTimeout(0);
      this.#args.rooms.notifications.upgrade(request, socket, head);
    } else refuse(socket, 404, 'Nothing speaks WebSocket at this address.');
  }

  public count(socket: Socket): void {
    const address = socket.remoteAddress ?? '';
    if (this.#trusted.has(address)) return;
    const open = (this.#connections.get(address) ?? 0) + 1;
    this.#connections.set(address, open);
    socket.once('close', () => {
      const left = (this.#connections.get(address) ?? 1) - 1;
      if (left === 0) this.#connections.delete(address);
      else this.#connections.set(address, left);
    });
    const max = this.#args.connectionsPerAddress;
    if (open > max) refuse(socket, 429, `One address may hold ${max} connections; close some.`);
  }
}

function isChassisPlace(below: string): boolean {
  return CHASSIS_DOCUMENTS.has(below) || CHASSIS_PLACES.some((place) => below.startsWith(place));
}

/**
 * The host asked for. Two Host headers would let a proxy and us disagree about whom a request is for, and of two Authorization headers
 * node keeps the first without a word.
 */
function hostOf(request: IncomingMessage): string {
  const { rawHeaders } = request;
  let host: string | undefined;
  let tokens = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.length === 4 && name.toLowerCase() === 'host') {
      if (host !== undefined) throw new Problem(400, 'two-hosts');
      host = rawHeaders[at + 1];
    } else if (name.length === 13 && name.toLowerCase() === 'authorization') tokens += 1;
  }
  if (tokens > 1) throw new Problem(400, 'two-tokens');
  // Case does not count (RFC 9110, §4.2.3).
  return host?.toLowerCase() ?? '';
}

const NONSENSE: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, `Request line and headers hold at most ${HEADER_BYTES_MAX} bytes.`],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request took too long to arrive; send it again.'],
};

function refuseNonsense(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, detail] = NONSENSE[error.code ?? ''] ?? [400, 'This is not an HTTP request.'];
  refuse(socket, status, detail);
}

/** For whom there is no request to answer: the connection says why, and ends. */
function refuse(socket: Duplex, status: number, detail: string): void {
  const title = STATUS_CODES[status] ?? '';
  const body = JSON.stringify({ type: 'about:blank', title, status, detail });
  socket.end(
    [
      `HTTP/1.1 ${status} ${title}`,
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
