import { Problem } from '../http/problem.ts';

/** Works that may wait for their turn at one thing. */
const WAITING_MAX = 1_000;
const RETRY_SECONDS = 1;

interface Queue {
  tail: Promise<void>;
  length: number;
}

/** Works on one thing follow each other within this process; right or wrong is not decided here, only who tries first. */
export class Turns {
  readonly #queues = new Map<string, Queue>();

  /** Throws Problem 503 when too many wait already. */
  public async take<T>(thing: string, work: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(thing) ?? { tail: Promise.resolve(), length: 0 };
    if (queue.length >= WAITING_MAX)
      throw new Problem(503, 'too-many-races', {}, { 'Retry-After': String(RETRY_SECONDS) });
    this.#queues.set(thing, queue);
    queue.length += 1;
    const turn = queue.tail.then(work);
    queue.tail = turn.then(ignore, ignore);
    try {
      return await turn;
    } finally {
      queue.length -= 1;
      if (queue.length === 0) this.#queues.delete(thing);
    }
  }
}

function ignore(): void {}
