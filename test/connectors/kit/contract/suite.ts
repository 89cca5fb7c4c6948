import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Asked, type Asking, isDataOf } from './asked.ts';
import { goodDays } from './good-days.ts';
import { otherDays } from './other-days.ts';
import { ownTroubles } from './own-troubles.ts';
import { recorded } from './rewired.ts';
import { openStage, type World } from './stage.ts';
import type { OptionalFact, PartnerContract } from './terms.ts';
import { wireTroubles } from './wire-troubles.ts';

/**
 * Every promise that the kit makes for a connector, asked of one partner's connector with its simulation.
 * README.md beside this file says how a new partner takes part.
 */
export function keepsTheContract<Access, Checkpoint, OwnFault extends string>(
  contract: PartnerContract<Access, Checkpoint, OwnFault>,
): void {
  describe(`the ${contract.partner} connector`, () => {
    let asked: Asked<Access, Checkpoint> | undefined;
    const asking: Asking<Access, Checkpoint> = () => {
      if (asked === undefined) throw new Error('The first visit did not come to its end.');
      return asked;
    };

    beforeAll(async () => {
      asked = await firstVisit(contract);
    });
    afterEach(async () => {
      // A fact that does not hold must not spoil the next one.
      asked?.stage.proxy.mend();
      await asked?.stage.setFault('none');
    });
    afterAll(() => asked?.stage.close());

    goodDays(asking);
    wireTroubles(asking);
    ownTroubles(asking, contract);
    otherDays(asking);

    test('tells no log what she entrusted to it', () => {
      const { stage } = asking();
      const secrets = textsIn(stage.access).filter((text) => text.length >= SECRET_LENGTH_MIN);

      expect(stage.logged.length).toBeGreaterThan(0);
      expect(secrets.filter((secret) => stage.logged.join('').includes(secret))).toEqual([]);
    });

    test('was asked everything, but for what its contract names with a reason', () => {
      expect([...asking().notAsked].sort()).toEqual(Object.keys(contract.notAsked).sort());
    });
  });
}

const SECRET_LENGTH_MIN = 4;

async function firstVisit<A, C, F extends string>(
  contract: PartnerContract<A, C, F>,
): Promise<Asked<A, C>> {
  const stage = await openStage(contract);
  const { connector, documents, files } = recorded(stage.connector, stage.access);
  const agreed = await stage.begin();
  const worlds = new Map<string, World>();
  const dataCalls = (): number => stage.proxy.calls.splice(0).filter(isDataOf(contract)).length;
  dataCalls();
  const first = await stage.visit({
    connector,
    moved: () => {
      const world = stage.world();
      worlds.set(fingerprintOf(world), world);
    },
  });
  const done = stage.world();
  const firstCalls = dataCalls();
  await stage.visit();
  return {
    ...{ contract, stage, agreed, first, files, done },
    claimed: documents,
    dataCalls: firstCalls,
    laterCalls: dataCalls(),
    worlds: [...worlds.values()],
    // Until a trouble of the partner's own turns out to be that.
    notAsked: new Set<OptionalFact>(['withdrawn consent']),
  };
}

const fingerprintOf = ({ documents, record }: World): string =>
  JSON.stringify([[...documents], record]);

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
