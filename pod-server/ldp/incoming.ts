/** Takes in the body of a request, within its size and its time. */
import type { IncomingMessage } from 'node:http';
import { Problem } from '../http/problem.ts';
import { INLINE_BYTES_MAX, type StagedBody, type Storage } from '../storage/storage.ts';

/** Any body; one pod's own limit comes on top. */
const BODY_BYTES_MAX = 5 * 1024 ** 3;
/** A body that stands still for so long is given up. */
const IDLE_MILLISECONDS_MAX = 10_000;
/** After this time a body must have come at least this fast. */
const GRACE_MILLISECONDS = 20_000;
const BYTES_PER_SECOND_MIN = 1_024;
const WATCH_MILLISECONDS = 5_000;

/** The whole body in memory; throws Problem 413 past the limit, 408 when it comes too slowly, 400 when it breaks off. */
export async function readWhole(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  refuseAnnounced(request, bytesMax);
  // Who is gone already sends no event any more.
  if (request.destroyed) throw new Problem(400, 'body-broken-off');
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const watch = watchOver(request, fail);
    let bytes = 0;
    function fail(problem: Problem): void {
      watch.end();
      request.removeAllListeners('data');
      request.pause();
      reject(problem);
    }
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      watch.saw(chunk.length);
      if (bytes > bytesMax) fail(tooLarge(bytesMax));
      else chunks.push(chunk);
    });
    request.once('end', () => {
      watch.end();
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
    });
    request.once('close', () => {
      if (!request.complete) fail(new Problem(400, 'body-broken-off'));
    });
  });
}

/** Small bodies stay in memory; others go to the storage as they come. */
export async function readOrStage(
  request: IncomingMessage,
  storage: Storage,
): Promise<Buffer | StagedBody> {
  const announced = Number(request.headers['content-length'] ?? Number.NaN);
  if (announced <= INLINE_BYTES_MAX) return readWhole(request, INLINE_BYTES_MAX);
  refuseAnnounced(request, BODY_BYTES_MAX);
  const pieces = watched(request);
  const held: Buffer[] = [];
  let bytes = 0;
  for (let next = await pieces.next(); ; next = await pieces.next()) {
    if (next.done === true) return Buffer.concat(held);
    held.push(next.value);
    bytes += next.value.length;
    if (bytes > INLINE_BYTES_MAX) break;
  }
  return storage.stage(resumed(held, pieces), BODY_BYTES_MAX);
}

async function* resumed(
  held: readonly Buffer[],
  pieces: AsyncGenerator<Buffer>,
): AsyncGenerator<Buffer> {
  try {
    yield* held;
    for (let next = await pieces.next(); next.done !== true; next = await pieces.next())
      yield next.value;
  } finally {
    await pieces.return(undefined);
  }
}

async function* watched(request: IncomingMessage): AsyncGenerator<Buffer> {
  let slow: Problem | undefined;
  const watch = watchOver(request, (problem) => {
    slow = problem;
    request.destroy();
  });
  try {
    // Who is refused in the middle is still told why: the connection outlives the loop.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      watch.saw(chunk.length);
      yield chunk;
    }
  } catch (error) {
    throw slow ?? (request.complete ? error : new Problem(400, 'body-broken-off'));
  } finally {
    watch.end();
  }
}

interface Watch {
  saw(bytes: number): void;
  end(): void;
}

function watchOver(request: IncomingMessage, fail: (problem: Problem) => void): Watch {
  // Most bodies came with their head.
  if (request.complete) return { saw: () => undefined, end: () => undefined };
  const started = Date.now();
  let latest = started;
  let bytes = 0;
  const timer = setInterval(() => {
    const now = Date.now();
    const seconds = (now - started) / 1_000;
    const isSlow = now - started > GRACE_MILLISECONDS && bytes < seconds * BYTES_PER_SECOND_MIN;
    if (now - latest > IDLE_MILLISECONDS_MAX || isSlow) fail(new Problem(408, 'body-too-slow'));
  }, WATCH_MILLISECONDS);
  return {
    saw: (more) => {
      latest = Date.now();
      bytes += more;
    },
    end: () => clearInterval(timer),
  };
}

function refuseAnnounced(request: IncomingMessage, bytesMax: number): void {
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) throw tooLarge(bytesMax);
}

function tooLarge(bytesMax: number): Problem {
  return new Problem(413, 'body-too-large', { bytesMax });
}
