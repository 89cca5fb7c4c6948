/** Answers every request to a pod: the Solid Protocol over the storage. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Credentials } from '../authorization/modes.ts';
import type { Target } from '../http/addresses.ts';
import { Problem } from '../http/problem.ts';
import { Conversions } from './conversions.ts';
import { allowOf, allowOrigin, answerPreflight, commonHeaders } from './headers.ts';
import { Listings } from './listings.ts';
import { incomingPatch, patch } from './patch.ts';
import { post } from './post.ts';
import { type Reading, read } from './read.ts';
import { remove } from './remove.ts';
import { isDescription, sendDescription } from './storage-description.ts';
import { Turns } from './turns.ts';
import { type Parts, Race, type Visit } from './visit.ts';
import { incoming, put } from './write.ts';

/** How often a lost race is run again before the client is asked to come later. */
const RACES_MAX = 50;
const RETRY_SECONDS = 1;
const NOBODY: Credentials = {};

export class PodHandler {
  readonly #parts: Parts;
  readonly #reading: Reading;
  readonly #turns = new Turns();

  public constructor(parts: Parts) {
    this.#parts = parts;
    this.#reading = { conversions: new Conversions(parts), listings: new Listings() };
  }

  /** Ends the response, or throws Problem, StorageError, or what is our fault, for the door to answer. */
  public async handle(
    target: Target,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    try {
      await this.#answer(target, request, response);
    } catch (error) {
      if (!response.headersSent) allowOrigin(request, response);
      throw error;
    }
  }

  async #answer(target: Target, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', headers } = request;
    if (method === 'OPTIONS') {
      answerOptions(this.#parts, target, request, response);
      return;
    }
    const { authorization } = headers;
    const credentials =
      authorization === undefined
        ? NOBODY
        : await this.#parts.authenticator.authenticate({
            method,
            url: target.url,
            authorization,
            dpop: dpopOf(request),
          });
    const { origin } = headers;
    const visit: Visit = { target, request, response, method, credentials, origin };
    if (isDescription(target)) return sendDescription(this.#parts, visit);
    return this.#dispatch(visit);
  }

  #dispatch(visit: Visit): Promise<void> {
    const parts = this.#parts;
    switch (visit.method) {
      case 'GET':
      case 'HEAD':
        return untilWon(visit, () => read(parts, this.#reading, visit));
      case 'PUT':
        return this.#write(visit, put);
      case 'POST':
        return this.#write(visit, post);
      case 'PATCH':
        return this.#patch(visit);
      case 'DELETE':
        return untilWon(visit, () => remove(parts, visit));
      default:
        throw new Problem(
          405,
          'method-not-allowed',
          { method: visit.method },
          { Allow: allowOf(visit.target.path) },
        );
    }
  }

  async #write(visit: Visit, work: typeof put): Promise<void> {
    const body = incoming(this.#parts, visit);
    try {
      await untilWon(visit, () => work(this.#parts, visit, body));
    } finally {
      await body.discard();
    }
  }

  /** Patches to one document take turns in this process, so that they do not only win races against each other. */
  async #patch(visit: Visit): Promise<void> {
    const change = await incomingPatch(this.#parts, visit);
    await this.#turns.take(visit.target.url, () =>
      untilWon(visit, () => patch(this.#parts, visit, change)),
    );
  }
}

async function untilWon({ response }: Visit, work: () => Promise<void>): Promise<void> {
  for (let races = 0; races < RACES_MAX; races += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (!(error instanceof Race)) throw error;
      if (!response.headersSent) continue;
      // Half a listing of one version and half of another would be a lie: what is under way breaks off.
      response.destroy();
      return;
    }
  }
  throw new Problem(503, 'too-many-races', {}, { 'Retry-After': String(RETRY_SECONDS) });
}

/** Two proofs cannot both be meant; node would join them. */
function dpopOf({ headers }: IncomingMessage): string | undefined {
  const { dpop } = headers;
  return Array.isArray(dpop) ? dpop.join(',') : dpop;
}

function answerOptions(
  parts: Parts,
  target: Target,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { headers } = request;
  if (headers.origin !== undefined && headers['access-control-request-method'] !== undefined) {
    answerPreflight(request, response);
    return;
  }
  response.writeHead(204, commonHeaders(request, target, parts.addresses));
  response.end();
}
