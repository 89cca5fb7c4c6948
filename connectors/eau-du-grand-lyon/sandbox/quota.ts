import type { RequestHandler } from 'express';
import { SandboxRefusal } from '../../kit/sandbox/refusal.ts';

/** Assumed: nobody knows the real limits; these make a caller without manners stumble. */
const windows = [
  { calls: 5, milliseconds: 1_000 },
  { calls: 2_000, milliseconds: 3_600_000 },
] as const;

/** Counts all calls together; refuses with the seconds to wait. */
export function quota(factor: number): RequestHandler {
  let calls: readonly number[] = [];
  return (_request, _response, next) => {
    const now = performance.now() * factor;
    calls = calls.filter((at) => at > now - 3_600_000);
    for (const { calls: max, milliseconds } of windows) {
      const recent = calls.filter((at) => at > now - milliseconds);
      const [oldest] = recent;
      if (recent.length < max || oldest === undefined) continue;
      const pause = Math.ceil((oldest + milliseconds - now) / 1_000);
      throw new SandboxRefusal(429, 'Too many requests', undefined, pause);
    }
    calls = [...calls, now];
    next();
  };
}
