import { describe, expect, test } from 'vitest';
import { type Asking, expectOutcome } from './asked.ts';
import { openStage } from './stage.ts';

const changes = [
  ['spring', 'loses an hour', new Date('2026-03-30T10:00:00Z')],
  ['autumn', 'has one twice', new Date('2026-10-26T10:00:00Z')],
] as const;

/** The days after the two of a year that do not have 24 hours. */
export function otherDays<A, C>(asking: Asking<A, C>): void {
  describe('on the day after a night', () => {
    test.each(changes)(
      'of %s that %s lays everything once, and nothing a second time',
      async (season, _what, now) => {
        const { contract, notAsked } = asking();
        const stage = await openStage(contract, now);
        try {
          await stage.begin();
          const first = await stage.visit();
          const documents = stage.documents();
          const second = await stage.visit();

          expectOutcome({ stage }, first, 'connected');
          expectOutcome({ stage }, second, 'connected');
          expect(second.written).toEqual([]);
          if (contract.clockChange === undefined) notAsked.add('the clock changes, counted');
          contract.clockChange?.[season](documents);
        } finally {
          await stage.close();
        }
      },
      60_000,
    );
  });
}
