import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

interface FileAnswer {
  readonly type: string;
  readonly bytes: Buffer;
  /** How long a client may use what it has without asking again. */
  readonly freshSeconds: number;
}

const HASH_LENGTH = 22;

/** Sends a public file, or says that the client has it already. */
export function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  { type, bytes, freshSeconds }: FileAnswer,
): void {
  const hash = createHash('sha256').update(type).update(bytes).digest('base64url');
  const tag = `"${hash.slice(0, HASH_LENGTH)}"`;
  response.setHeader('ETag', tag);
  response.setHeader('Cache-Control', `public, max-age=${freshSeconds}`);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  if (matches(request.headers['if-none-match'], tag)) {
    response.writeHead(304).end();
    return;
  }
  const isText = type.startsWith('text/');
  response.setHeader('Content-Type', isText ? `${type}; charset=utf-8` : type);
  response.setHeader('Content-Length', bytes.length);
  response.writeHead(200);
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

function matches(header: string | undefined, tag: string): boolean {
  return (header ?? '')
    .split(',')
    .map((one) => one.trim().replace(/^W\//, ''))
    .some((one) => one === '*' || one === tag);
}
