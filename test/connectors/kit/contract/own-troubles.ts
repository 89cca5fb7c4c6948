import { describe, expect, test } from 'vitest';
import { aftermathOf } from '../../../../connectors/kit/aftermath.ts';
import { wireFaults } from '../../../../connectors/kit/sandbox/faults.ts';
import { type Asking, expectMended, expectOutcome, expectSame, forgetful, whole } from './asked.ts';
import { breaking } from './rewired.ts';
import type { Expected, PartnerContract } from './terms.ts';

/** What only this partner can do to us, by the fault switch of its simulation; and what we can do to ourselves. */
export function ownTroubles<A, C, F extends string>(
  asking: Asking<A, C>,
  contract: PartnerContract<A, C, F>,
): void {
  const own = Object.keys(contract.faults).filter((fault) => !Object.hasOwn(wireFaults, fault));
  const outcomes: Readonly<Record<string, Expected>> = contract.outcomes;

  describe('knows this partner’s own troubles, changes nothing in them, and goes on after:', () => {
    test.each(own)('%s', async (fault) => {
      const { stage, notAsked } = asking();
      await stage.restore(forgetful(asking()));
      await stage.setFault(fault);

      const visit = await stage.visit();

      const { reason } = visit.record;
      if (reason !== undefined && aftermathOf[reason].accessEnds) notAsked.delete(WITHDRAWN);
      expectOutcome(asking(), visit, outcomes[fault] ?? 'connected');
      expectSame(stage.documents(), whole(asking()));
      await expectMended(asking());
    });

    test('and says of each how it ends', () => {
      expect(Object.keys(outcomes).sort()).toEqual([...own].sort());
    });
  });

  test('lays nothing of a batch in which one document has not its shape', async () => {
    const { stage, agreed, claimed } = asking();
    const number = Math.floor(claimed.length / 2);
    await stage.restore(agreed);
    const broken = breaking(stage.connector, stage.access, number);

    const visit = await stage.visit({ connector: broken.connector });

    expectOutcome(asking(), visit, 'PARTNER_ANSWER_INVALID');
    const laid = stage.documents();
    expect(broken.batch.length).toBeGreaterThan(0);
    expect(broken.batch.filter((path) => laid.has(path))).toEqual([]);
    await expectMended(asking());
  });
}

const WITHDRAWN = 'withdrawn consent';
