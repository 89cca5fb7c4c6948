/** A client that sees what a server really sent: status, headers and bytes, by few connections that stay open. */
import { Pool } from 'undici';

interface Ask {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

export interface Answer {
  readonly status: number;
  /** Names in lower case; several of one name are joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Client {
  /** Rejects when the answer does not come whole. */
  ask(request: Ask): Promise<Answer>;
  close(): Promise<void>;
}

const ANSWER_MILLISECONDS_MAX = 30_000;

/** Nobody in particular. */
export function anonymousClient(origin: string, connections = 8): Client {
  const pool = new Pool(new URL(origin).origin, {
    connections,
    pipelining: 1,
    headersTimeout: ANSWER_MILLISECONDS_MAX,
    bodyTimeout: ANSWER_MILLISECONDS_MAX,
  });
  return {
    ask: async ({ method, url, headers, body }) => {
      const { pathname, search } = new URL(url);
      const answer = await pool.request({
        method: method as 'GET',
        path: pathname + search,
        headers: { ...headers },
        body: body ?? null,
      });
      return {
        status: answer.statusCode,
        headers: Object.fromEntries(
          Object.entries(answer.headers).map(([name, value]) => [
            name,
            Array.isArray(value) ? value.join(', ') : (value ?? ''),
          ]),
        ),
        body: Buffer.from(await answer.body.arrayBuffer()),
      };
    },
    close: () => pool.destroy(),
  };
}

/** Somebody who signed in, by the `fetch` of a session. */
export function clientOf(signedIn: typeof fetch): Client {
  return {
    ask: async ({ method, url, headers, body }) => {
      const answer = await signedIn(url, {
        method,
        headers: { ...headers },
        ...(body === undefined
          ? {}
          : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
        redirect: 'manual',
        signal: AbortSignal.timeout(ANSWER_MILLISECONDS_MAX),
      });
      return {
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: Buffer.from(await answer.arrayBuffer()),
      };
    },
    close: async () => {},
  };
}
