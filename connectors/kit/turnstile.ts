/** Lets a limited number through at once; the others wait in the order in which they came. */
export interface Turnstile {
  /** Resolves when there is room; the caller says when it leaves. Rejects with the signal's reason, at once, when it is aborted. */
  enter(signal: AbortSignal): Promise<() => void>;
}

interface Waiting {
  readonly go: () => void;
}

export function createTurnstile(atOnceMax: number): Turnstile {
  const waiting = new Set<Waiting>();
  let inside = 0;

  const leave = (): void => {
    // A place that becomes free is handed on, so that nobody slips in between.
    const [next] = waiting;
    if (next === undefined) {
      inside -= 1;
      return;
    }
    waiting.delete(next);
    next.go();
  };
  const wait = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const giveUp = (): void => {
        waiting.delete(one);
        reject(signal.reason);
      };
      const one: Waiting = {
        go: () => {
          signal.removeEventListener('abort', giveUp);
          resolve();
        },
      };
      signal.addEventListener('abort', giveUp, { once: true });
      waiting.add(one);
    });

  return {
    enter: async (signal) => {
      signal.throwIfAborted();
      if (inside >= atOnceMax) await wait(signal);
      else inside += 1;
      let left = false;
      return () => {
        if (!left) leave();
        left = true;
      };
    },
  };
}
