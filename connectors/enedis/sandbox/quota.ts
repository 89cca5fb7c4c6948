import { localDay, withLocalOffset } from '../../../shapes/kit/local-time.ts';
import type { Clock } from '../../kit/clock.ts';
import { SandboxRefusal } from '../../kit/sandbox/refusal.ts';

const windows = [
  { calls: 5, milliseconds: 1_000, name: 'Q3' },
  { calls: 1_000, milliseconds: 3_600_000, name: 'Q4' },
] as const;

/** Counts the application's calls per API; throws 429 with the time from which calls are allowed again. */
export function createQuota(clock: Clock, factor: number): (api: string) => void {
  const callsOf = new Map<string, readonly number[]>();
  return (api) => {
    const now = performance.now() * factor;
    const calls = (callsOf.get(api) ?? []).filter((at) => at > now - 3_600_000);
    for (const { calls: max, milliseconds, name } of windows) {
      const recent = calls.filter((at) => at > now - milliseconds);
      const oldest = recent[0];
      if (recent.length < max || oldest === undefined) continue;
      const pause = Math.ceil((oldest + milliseconds - now) / 1_000);
      throw tooMany(clock.now(), pause, `Quota ${name} reached`);
    }
    callsOf.set(api, [...calls, now]);
  };
}

export function tooMany(now: Date, pauseSeconds: number, reason: string): SandboxRefusal {
  const at = withLocalOffset(new Date(now.getTime() + pauseSeconds * 1_000)).slice(11, 19);
  const shown = at.replace(/^0/, '');
  return new SandboxRefusal(429, 'quota', `${reason}. Call threshold allowed on ${shown}`);
}

/** The last local day of which measures are published: the day before, from 08:00 on. */
export function lastPublishedDay(now: Date, daysLate: number): string {
  const hour = Number(withLocalOffset(now).slice(11, 13));
  const days = (hour < 8 ? 2 : 1) + daysLate;
  return localDay(new Date(now.getTime() - days * 86_400_000));
}
