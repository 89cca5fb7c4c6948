import { localDay } from '../../../shapes/kit/local-time.ts';
import type { Clock } from '../../kit/clock.ts';

const CALLS_A_DAY = 4;

/** Counts the questions of a local day, per agreement and address; the further pages of an answer are not counted. */
export function createQuota(clock: Clock): (consentId: string, path: string) => boolean {
  const calls = new Map<string, number>();
  let day = '';
  return (consentId, path) => {
    const today = localDay(clock.now());
    if (today !== day) calls.clear();
    day = today;
    const key = `${consentId} ${path}`;
    const count = (calls.get(key) ?? 0) + 1;
    calls.set(key, count);
    return count <= CALLS_A_DAY;
  };
}
