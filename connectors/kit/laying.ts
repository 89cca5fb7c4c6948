import type { Shape } from '../../shapes/kit/shape.ts';
import { ShapeError } from '../../shapes/kit/shape.ts';
import { PodError, Shelf } from '../../shapes/kit/shelf.ts';
import { ShapeViolation, validate } from '../../shapes/kit/validate.ts';
import type { LaidDocument } from './contract.ts';
import { ConnectorError } from './errors.ts';

/** Documents between two checkpoints that are held back until all of them are known to be good. */
const BATCH_DOCUMENTS_MAX = 64;

/** Lays documents in one container, batch by batch: a batch with one bad document is not laid at all. */
export interface Laying {
  add(document: LaidDocument): Promise<void>;
  /** Resolves once the space has acknowledged everything added so far. */
  flush(): Promise<void>;
  /** Documents that were created or changed; equal ones are not written. */
  readonly written: number;
}

export function startLaying(container: string, asConnector: typeof fetch): Laying {
  const shelves = new Map<string, Shelf<unknown>>();
  let batch: LaidDocument[] = [];
  let written = 0;

  const shelfOf = (shape: Shape<unknown>): Shelf<unknown> => {
    const known = shelves.get(shape.name);
    if (known !== undefined) return known;
    const shelf = new Shelf({ fetch: asConnector, container, shape, validate });
    shelves.set(shape.name, shelf);
    return shelf;
  };

  const flush = async (): Promise<void> => {
    const ready = batch;
    batch = [];
    try {
      for (const { shape, thing } of ready) {
        await validate(shape.write(thing, container + shape.nameOf(thing)), shape);
      }
      for (const document of ready) {
        const outcome = await layOne(shelfOf(document.shape), document);
        if (outcome !== 'same') written += 1;
      }
    } catch (error) {
      throw asConnectorError(error);
    }
  };

  return {
    add: async (document) => {
      batch.push(document);
      if (batch.length >= BATCH_DOCUMENTS_MAX) await flush();
    },
    flush,
    get written() {
      return written;
    },
  };
}

function layOne(
  shelf: Shelf<unknown>,
  { shape, thing, merge }: LaidDocument,
): Promise<'created' | 'changed' | 'same'> {
  if (merge === undefined) return shelf.put(thing);
  return shelf.update(shape.nameOf(thing), (stored) => merge(stored, thing));
}

/** What a space or a shape refused, in the words of a connection's states. */
export function asConnectorError(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  // The shelf tells of a request that got nowhere; who stopped it may be the connector's own sign-in.
  if (error instanceof PodError && error.cause instanceof ConnectorError) return error.cause;
  if (error instanceof ShapeViolation || error instanceof ShapeError) {
    return new ConnectorError('PARTNER_ANSWER_INVALID', `Not laid: ${error.message}`, {
      cause: error,
    });
  }
  if (error instanceof PodError) {
    const { retryAfterSeconds } = error;
    return new ConnectorError(codeOfStatus(error.status), error.message, {
      cause: error,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    });
  }
  return new ConnectorError('BROKEN', 'An error that nobody foresaw', { cause: error });
}

function codeOfStatus(status: number): ConnectorError['code'] {
  if (status === 401 || status === 403) return 'POD_ACCESS_REMOVED';
  if (status === 413 || status === 507) return 'POD_FULL';
  // 412 after a retry: somebody else writes there as well, and a pause will settle it.
  if (status >= 500 || status === 0 || status === 412 || status === 429) return 'POD_DOWN';
  return 'POD_REFUSED';
}
