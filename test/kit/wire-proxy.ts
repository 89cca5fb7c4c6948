import { once } from 'node:events';
import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  request as send,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a partner answered, taken in whole so that it can be spoiled. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** One call, as the partner would see it, and when it came by the clock of the test. */
export interface WireCall {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly at: number;
}

/**
 * What happens to an answer on its way. `ask` fetches the true one. False: there was nothing in it to spoil, and it
 * goes on as it is.
 */
export type WireFault = (
  response: ServerResponse,
  ask: () => Promise<WireAnswer>,
) => Promise<boolean> | boolean;

interface Spoiling {
  readonly fault: WireFault;
  readonly concerns: (call: Omit<WireCall, 'at'>) => boolean;
  /** So many calls that it concerns pass unharmed before. */
  readonly after: number;
  /** And so many are spoiled then. */
  readonly times: number;
}

/** An HTTP proxy before a partner's simulation, which speaks truly until it is told to spoil answers. */
export class WireProxy {
  readonly url: string;
  readonly calls: WireCall[] = [];
  /** Answers that were really spoiled since the last fault was set. */
  spoiled = 0;
  readonly #server: Server;
  readonly #now: () => number;
  readonly #agent = new Agent({ keepAlive: true });
  #target: URL | undefined;
  #spoiling: Spoiling | undefined;
  #passed = 0;

  private constructor(server: Server, now: () => number) {
    this.url = `http://localhost:${(server.address() as AddressInfo).port}`;
    this.#server = server;
    this.#now = now;
    server.on('request', (request, response) => {
      // A caller that left, or a partner that fell over: the caller sees a cut connection, which is the truth.
      this.#pass(request, response).catch(() => response.destroy());
    });
  }

  static async listen(now: () => number = Date.now): Promise<WireProxy> {
    const server = createServer();
    server.keepAliveTimeout = 60_000;
    server.listen(0, 'localhost');
    await once(server, 'listening');
    return new WireProxy(server, now);
  }

  /** From now on calls go to the partner at this address. */
  leadTo(target: string): void {
    this.#target = new URL(target);
  }

  spoil(fault: WireFault, spoiling: Partial<Omit<Spoiling, 'fault'>> = {}): void {
    this.mend();
    const usual = { concerns: () => true, after: 0, times: Number.POSITIVE_INFINITY };
    this.#spoiling = { ...usual, ...spoiling, fault };
  }

  /** From now on every answer is true again. */
  mend(): void {
    this.#spoiling = undefined;
    this.#passed = 0;
    this.spoiled = 0;
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/' } = request;
    this.calls.push({ method, path, at: this.#now() });
    const body = await bytesOf(request);
    let answer: Promise<WireAnswer> | undefined;
    const ask = (): Promise<WireAnswer> => {
      answer ??= this.#ask({ method, path, headers: request.headers, body });
      return answer;
    };
    const spoiled = (await this.#faultFor({ method, path })?.(response, ask)) ?? false;
    if (spoiled) this.spoiled += 1;
    else sendAnswer(response, await ask());
  }

  #faultFor(call: Omit<WireCall, 'at'>): WireFault | undefined {
    const spoiling = this.#spoiling;
    if (spoiling === undefined || !spoiling.concerns(call)) return undefined;
    this.#passed += 1;
    const { after, times, fault } = spoiling;
    return this.#passed > after && this.#passed <= after + times ? fault : undefined;
  }

  async #ask(asked: {
    readonly method: string;
    readonly path: string;
    readonly headers: IncomingHttpHeaders;
    readonly body: Buffer;
  }): Promise<WireAnswer> {
    const target = this.#target;
    if (target === undefined) throw new Error('The proxy leads nowhere yet.');
    const { method, path, headers, body } = asked;
    const { hostname, port } = target;
    // The partner hears the address that its caller used, and makes its links of it.
    const sent = send({ hostname, port, method, path, headers, agent: this.#agent });
    sent.end(body);
    const [incoming] = (await once(sent, 'response')) as [IncomingMessage];
    const answered = { status: incoming.statusCode ?? 502, headers: incoming.headers };
    return this.#throughUs({ ...answered, body: await bytesOf(incoming) }, target.origin);
  }

  /** A partner that names its own address would lead its caller past the proxy. */
  #throughUs({ status, headers, body }: WireAnswer, origin: string): WireAnswer {
    const { location } = headers;
    const ours = location === undefined ? {} : { location: location.replace(origin, this.url) };
    const led = { ...headers, ...ours };
    if (!isText(headers) || !body.includes(origin)) return { status, headers: led, body };
    const text = body.toString().replaceAll(origin, this.url);
    return { status, headers: led, body: Buffer.from(text) };
  }
}

export function sendAnswer(response: ServerResponse, { status, headers, body }: WireAnswer): void {
  const { 'transfer-encoding': _, connection: __, 'keep-alive': ___, ...others } = headers;
  response.writeHead(status, { ...others, 'content-length': body.length });
  response.end(body);
}

export function isText({ 'content-type': type = '' }: IncomingHttpHeaders): boolean {
  return /json|text|xml|turtle/.test(type);
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
