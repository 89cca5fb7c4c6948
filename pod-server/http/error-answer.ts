/** Turns what was thrown into an answer: problem details (RFC 9457) for programs, a page for people, never a stack. */
import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { renderErrorPage } from '../pages/error.tsx';
import { contentSecurityPolicy } from '../pages/layout.tsx';
import { StorageError } from '../storage/storage.ts';
import { type Language, languageOf, prefersPage } from './browser-request.ts';
import { Problem } from './problem.ts';
import { sentenceOf } from './words/sentences.ts';

/** When to come back after the storage was out of reach. */
const RETRY_SECONDS = 2;

interface ErrorAnswer {
  readonly error: unknown;
  readonly baseUrl: string;
  /** Told of what is our fault, with the reference that the client is given. */
  readonly onFault: (reference: string, error: unknown) => void;
}

/** Answers, or breaks the connection when an answer is under way already: half of one must not look whole. */
export function answerError(
  request: IncomingMessage,
  response: ServerResponse,
  { error, baseUrl, onFault }: ErrorAnswer,
): void {
  const problem = problemOf(error, onFault);
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  for (const [name, value] of Object.entries(problem.headers)) response.setHeader(name, value);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  if (!response.hasHeader('Cache-Control')) response.setHeader('Cache-Control', 'no-store');
  // What is left of a body is not worth reading.
  if (!request.complete && hasBody(request)) response.setHeader('Connection', 'close');
  const address = new URL(baseUrl);
  const language = languageOf(request, address);
  const detail = sentenceOf(problem, language);
  if (prefersPage(request, 'text/turtle') && prefersPage(request))
    sendPage(request, response, { problem, detail, language, baseUrl });
  else sendDetails(request, response, { problem, detail, language });
}

function problemOf(error: unknown, onFault: ErrorAnswer['onFault']): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof StorageError && error.code !== 'CORRUPT') return storageProblem(error);
  const reference = randomUUID();
  onFault(reference, error);
  const code = error instanceof StorageError ? 'stored-copy-damaged' : 'our-fault';
  return new Problem(500, code, { reference });
}

function storageProblem({ code }: StorageError): Problem {
  switch (code) {
    case 'FULL':
      return new Problem(507, 'disk-full');
    case 'TOO_LARGE':
      return new Problem(413, 'body-too-large');
    default:
      return new Problem(503, 'try-again', { seconds: RETRY_SECONDS }, retryAfter());
  }
}

function retryAfter(): Readonly<Record<string, string>> {
  return { 'Retry-After': String(RETRY_SECONDS) };
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

interface Said {
  readonly problem: Problem;
  readonly detail: string;
  readonly language: Language;
}

function sendDetails(
  request: IncomingMessage,
  response: ServerResponse,
  { problem, detail, language }: Said,
): void {
  const { status, code, values } = problem;
  const title = STATUS_CODES[status];
  const type = `urn:traboule:problem:${code}`;
  const body = JSON.stringify({ type, title, status, detail, ...values });
  response.writeHead(status, {
    'Content-Type': 'application/problem+json',
    'Content-Language': language,
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function sendPage(
  request: IncomingMessage,
  response: ServerResponse,
  { problem, detail, language, baseUrl }: Said & { readonly baseUrl: string },
): void {
  const address = new URL(request.url?.startsWith('/') ? request.url : '/', baseUrl);
  const page = renderErrorPage({ language, baseUrl, address }, problem.status, detail);
  response.writeHead(problem.status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Language': language,
    'Content-Length': Buffer.byteLength(page),
    'Content-Security-Policy': contentSecurityPolicy(),
    'Referrer-Policy': 'no-referrer',
  });
  response.end(request.method === 'HEAD' ? undefined : page);
}
