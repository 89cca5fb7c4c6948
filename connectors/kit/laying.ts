import { send } from '../../shapes/kit/pod.ts';
import type { Shape } from '../../shapes/kit/shape.ts';
import { ShapeError } from '../../shapes/kit/shape.ts';
import { PodError, Shelf } from '../../shapes/kit/shelf.ts';
import { ShapeViolation, validate } from '../../shapes/kit/validate.ts';
import type { LaidDocument, LaidFile } from './contract.ts';
import { ConnectorError } from './errors.ts';
import type { PlaceRecord } from './journal.ts';

/** Documents between two checkpoints that are held back until all of them are known to be good. */
const BATCH_DOCUMENTS_MAX = 64;
/** What a file of a partner may be called in a space. */
const FILE_NAME = /^[\w][\w.-]{0,120}$/;

/** Lays documents and files in a connector's containers, batch by batch: a batch with one bad document is not laid at all. */
export interface Laying {
  add(laid: LaidDocument | LaidFile): Promise<void>;
  /** Resolves once the space has acknowledged everything added so far. */
  flush(): Promise<void>;
  /** Documents and files that were created or changed; equal ones are not written. */
  readonly written: number;
}

type Outcome = 'created' | 'changed' | 'same';

export function startLaying(
  place: Pick<PlaceRecord, 'storage' | 'container' | 'more'>,
  asConnector: typeof fetch,
): Laying {
  const shelves = new Map<string, Shelf<unknown>>();
  let batch: (LaidDocument | LaidFile)[] = [];
  let written = 0;

  const shelfOf = (shape: Shape<unknown>, container: string): Shelf<unknown> => {
    const name = `${container} ${shape.name}`;
    const known = shelves.get(name);
    if (known !== undefined) return known;
    const shelf = new Shelf({ fetch: asConnector, container, shape, validate });
    shelves.set(name, shelf);
    return shelf;
  };
  const lay = (laid: LaidDocument | LaidFile): Promise<Outcome> => {
    const container = containerOf(place, laid.container);
    return laid.kind === 'file'
      ? layFile(asConnector, container, laid)
      : layDocument(shelfOf(laid.shape, container), laid);
  };

  const flush = async (): Promise<void> => {
    const ready = batch;
    batch = [];
    try {
      for (const laid of ready) if (laid.kind === 'document') await check(place, laid);
      for (const laid of ready) if ((await lay(laid)) !== 'same') written += 1;
    } catch (error) {
      throw asConnectorError(error);
    }
  };

  return {
    add: async (laid) => {
      batch.push(laid);
      if (batch.length >= BATCH_DOCUMENTS_MAX) await flush();
    },
    flush,
    get written() {
      return written;
    },
  };
}

/** A connector writes where the citizen opened a place to it, and nowhere else. */
function containerOf(
  { storage, container, more = [] }: Pick<PlaceRecord, 'storage' | 'container' | 'more'>,
  wanted: string | undefined,
): string {
  if (wanted === undefined) return container;
  const url = new URL(wanted, storage).href;
  const known = [container, ...more.map((one) => one.container)];
  if (!known.includes(url))
    throw new ConnectorError('BROKEN', 'A container that the connector did not ask for');
  return url;
}

async function check(
  place: Pick<PlaceRecord, 'storage' | 'container' | 'more'>,
  { shape, thing, container }: LaidDocument,
): Promise<void> {
  const url = containerOf(place, container) + shape.nameOf(thing);
  await validate(shape.write(thing, url), shape);
}

function layDocument(
  shelf: Shelf<unknown>,
  { shape, thing, merge }: LaidDocument,
): Promise<Outcome> {
  if (merge === undefined) return shelf.put(thing);
  return shelf.update(shape.nameOf(thing), (stored) => merge(stored, thing));
}

/** What a partner issued does not change: one that lies there already is the same. */
async function layFile(
  asConnector: typeof fetch,
  container: string,
  { name, contentType, bytes }: LaidFile,
): Promise<Outcome> {
  if (!FILE_NAME.test(name)) throw new ConnectorError('BROKEN', 'A file with an unsafe name');
  const url = new URL(name, container).href;
  const there = await send(asConnector, url, { method: 'HEAD' }, [404]);
  if (there.ok) return 'same';
  const headers = { 'content-type': contentType, 'if-none-match': '*' };
  const put = { method: 'PUT', headers, body: new Blob([bytes as Uint8Array<ArrayBuffer>]) };
  const { status } = await send(asConnector, url, put, [412]);
  return status === 412 ? 'same' : 'created';
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
