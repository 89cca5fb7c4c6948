import type { IncomingMessage, ServerResponse } from 'node:http';
import { notificationServices } from '../feed/services.ts';
import { Problem } from './problem.ts';

const SOLID = 'http://www.w3.org/ns/solid/terms#';
const NOTIFY = 'http://www.w3.org/ns/solid/notifications#';
const FRESH_SECONDS = 300;
/** When to look again whether the server is well. */
const RETRY_SECONDS = 2;

/** What the origin itself says: `/.well-known/solid` and whether the server is well; there is nothing else outside pods. */
export class OriginHandler {
  readonly #baseUrl: string;
  readonly #isReady: () => Promise<boolean>;

  public constructor(args: { readonly baseUrl: string; readonly isReady: () => Promise<boolean> }) {
    this.#baseUrl = args.baseUrl;
    this.#isReady = args.isReady;
  }

  public async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.#baseUrl);
    const place = pathname.slice(new URL(this.#baseUrl).pathname.length);
    response.setHeader('Access-Control-Allow-Origin', '*');
    if (place !== '.well-known/solid' && place !== '.health')
      throw new Problem(404, 'no-such-place');
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw new Problem(405, 'read-only-place', {}, { Allow: 'GET, HEAD' });
    if (place === '.health') await this.#health(request, response);
    else this.#describe(request, response);
  }

  /** Whether reading works: for whoever watches over the server. */
  async #health(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const ready = await this.#isReady();
    const body = JSON.stringify({ status: ready ? 'pass' : 'fail' });
    response.writeHead(ready ? 200 : 503, {
      'Content-Type': 'application/health+json',
      'Cache-Control': 'no-store',
      'Content-Length': Buffer.byteLength(body),
      ...(ready ? {} : { 'Retry-After': String(RETRY_SECONDS) }),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  /** JSON-LD and Turtle say the same: the provider, and where to subscribe to changes. */
  #describe(request: IncomingMessage, response: ServerResponse): void {
    const wantsJson = /json/.test(request.headers.accept ?? '');
    const services = notificationServices(this.#baseUrl);
    const body = wantsJson
      ? JSON.stringify({
          '@id': this.#baseUrl,
          [`${SOLID}oidcIssuer`]: { '@id': this.#baseUrl },
          [`${NOTIFY}subscription`]: services.map(({ id, channelType }) => ({
            '@id': id,
            [`${NOTIFY}channelType`]: { '@id': channelType },
          })),
        })
      : [
          `<${this.#baseUrl}> <${SOLID}oidcIssuer> <${this.#baseUrl}>.`,
          ...services.flatMap(({ id, channelType }) => [
            `<${this.#baseUrl}> <${NOTIFY}subscription> <${id}>.`,
            `<${id}> <${NOTIFY}channelType> <${channelType}>.`,
          ]),
          '',
        ].join('\n');
    response.writeHead(200, {
      'Content-Type': wantsJson ? 'application/ld+json' : 'text/turtle',
      'Content-Length': Buffer.byteLength(body),
      'Cache-Control': `public, max-age=${FRESH_SECONDS}`,
      Vary: 'Accept',
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }
}
