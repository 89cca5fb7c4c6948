/** Lets a limited number through at once; the others wait in the order in which they came. */
export interface Turnstile {
  pass<T>(task: () => Promise<T>): Promise<T>;
}

export function createTurnstile(atOnceMax: number): Turnstile {
  const waiting: (() => void)[] = [];
  let inside = 0;
  return {
    pass: async (task) => {
      if (inside >= atOnceMax) await new Promise<void>((go) => waiting.push(go));
      else inside += 1;
      try {
        return await task();
      } finally {
        // A place that becomes free is handed on, so that nobody slips in between.
        const next = waiting.shift();
        if (next === undefined) inside -= 1;
        else next();
      }
    },
  };
}
