import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { ConnectorErrorCode } from '../../../../connectors/kit/errors.ts';
import * as wire from '../../../kit/wire-faults.ts';
import type { WireFault } from '../../../kit/wire-proxy.ts';
import {
  type Asking,
  expectMended,
  expectOutcome,
  expectSame,
  forgetful,
  isDataOf,
  spoilData,
  whole,
} from './asked.ts';
import type { Visit, World } from './stage.ts';
import type { Expected, OptionalFact } from './terms.ts';

const INVALID: ConnectorErrorCode = 'PARTNER_ANSWER_INVALID';
/** The half minute that a partner may take lasts a second and a half while it hangs. */
const LIMITS_SHORTER = 20;
const LONG_MILLISECONDS = 30_000;

interface Trouble {
  readonly fault: WireFault;
  readonly expected: Expected;
  /** So many calls for data are answered truly before. */
  readonly after: number;
}

const places = ['from the first call for data on', 'from the middle of a run on'] as const;

const refusing: readonly (readonly [401 | 403 | 404])[] = [[401], [403], [404]];

const spoiling: readonly (readonly [string, WireFault, Expected])[] = [
  ['a page of HTML', wire.answersHtml, INVALID],
  ['half an answer', wire.truncates, INVALID],
  ['ten megabytes', wire.sendsTenMegabytes, INVALID],
  ['a picture', wire.sendsAnotherType, INVALID],
  ['an empty body', wire.sendsNothing, INVALID],
  ['500', wire.refuses(500), 'PARTNER_DOWN'],
  ['503', wire.refuses(503), 'PARTNER_DOWN'],
  ['a connection that breaks', wire.cuts, 'PARTNER_DOWN'],
  ['the whole truth, drop by drop', wire.drips, 'connected'],
];

/** Answers that say something else than the truth: taken as the truth, or not at all. */
const doubtful: readonly (readonly [OptionalFact, WireFault])[] = [
  ['repeated items', wire.repeatsItems],
  ['reversed lists', wire.reversesLists],
  ['empty lists', wire.emptiesLists],
  ['mixed types', wire.mixesTypes],
];

/** What can happen on the way from any partner; the partner's simulation knows nothing of it. */
export function wireTroubles<A, C>(asking: Asking<A, C>): void {
  describe.each(places)('changes nothing that was laid, and says who must move, %s:', (place) => {
    const fromTheFirst = place === places[0];
    const unharmed = (calls: number): number => (fromTheFirst ? 0 : Math.floor(calls / 2));
    /** The trouble lasts; then it is over. Says how many answers met it. */
    const troubled = async (world: World, { fault, expected, after }: Trouble): Promise<number> => {
      const { stage } = asking();
      await stage.restore(world);
      spoilData(asking(), fault, { after });

      const visit = await stage.visit();

      const { spoiled } = stage.proxy;
      expectOutcome(asking(), visit, spoiled === 0 ? 'connected' : expected);
      expectSame(stage.documents(), whole(asking()));
      if (!fromTheFirst) await expectMended(asking());
      else stage.proxy.mend();
      return spoiled;
    };

    test.each(refusing)('%i', async (status) => {
      const { contract, done, laterCalls } = asking();
      const expected = contract.refusals[status];
      await troubled(done, { fault: wire.refuses(status), expected, after: unharmed(laterCalls) });
    });

    test.each(spoiling)('%s', async (_what, fault, expected) => {
      const { done, laterCalls } = asking();
      await troubled(done, { fault, expected, after: unharmed(laterCalls) });
    });

    test.each(doubtful)('%s', async (fact, fault) => {
      const { dataCalls, notAsked } = asking();
      const expected = ['connected', 'NO_DATA', INVALID] as const;
      const trouble = { fault, expected, after: unharmed(dataCalls) };
      const spoiled = await troubled(forgetful(asking()), trouble);
      if (spoiled === 0 && fromTheFirst) notAsked.add(fact);
    });
  });

  test.each([
    ['hangs', wire.hangs],
    ['drips without an end', wire.dripsForEver],
  ])('gives up a call that %s, and asks again', async (_what, fault) => {
    const { stage, done } = asking();
    await stage.restore(done);
    spoilData(asking(), fault, { after: 1, times: 1 });

    const visit = await withShorterLimits(() => stage.visit());

    expect(visit.failures[0]).toEqual({ code: 'PARTNER_DOWN', mover: 'partner' });
    expectOutcome(asking(), visit, 'connected');
    expectSame(stage.documents(), whole(asking()));
    stage.proxy.mend();
  });

  retryAfter(asking);
  lateData(asking);
  egress(asking);
}

function retryAfter<A, C>(asking: Asking<A, C>): void {
  describe('leaves a partner alone for as long as it asks', () => {
    const slowedDown = async (header: string): Promise<Visit> => {
      const { stage, done } = asking();
      await stage.restore(done);
      stage.proxy.calls.length = 0;
      spoilData(asking(), wire.refuses(429, { 'retry-after': header }), { after: 1, times: 1 });
      const visit = await stage.visit();
      stage.proxy.mend();
      return visit;
    };

    test.each([
      ['37 seconds', () => '37'],
      ['37 seconds, said as a date', (now: Date) => new Date(now.getTime() + 37_000).toUTCString()],
    ])('%s, to the second', async (_what, header) => {
      const { stage, contract } = asking();

      const visit = await slowedDown(header(contract.now));

      expect(visit.failures).toEqual([{ code: 'PARTNER_SLOW_DOWN', mover: 'partner' }]);
      expectOutcome(asking(), visit, 'connected');
      const times = stage.proxy.calls.filter(isDataOf(contract)).map(({ at }) => at);
      const [first = 0] = times;
      expect(times.slice(0, 2)).toEqual([first, first]);
      expect(new Set(times.slice(2))).toEqual(new Set([first + 37_000]));
    });

    test('two hours: the run ends, and the next one begins then', async () => {
      const { stage } = asking();

      const visit = await slowedDown('7200');

      expectOutcome(asking(), visit, 'PARTNER_SLOW_DOWN');
      const then = new Date(asking().contract.now.getTime() + 7_200_000).toISOString();
      expect(visit.record.nextRun).toBe(then);
      expectSame(stage.documents(), whole(asking()));
      await expectMended(asking());
    });
  });
}

function lateData<A, C>(asking: Asking<A, C>): void {
  test('takes what came late as if it had never been late', async () => {
    const { stage, agreed, notAsked } = asking();
    await stage.restore(agreed);
    spoilData(asking(), wire.lacksTheLast);

    await stage.visit();
    const { spoiled } = stage.proxy;
    stage.proxy.mend();
    const { checkpoint: _, ...record } = stage.world().record;
    await stage.restore({ ...stage.world(), record });
    const later = await stage.visit();

    if (spoiled === 0) notAsked.add('lists without their last');
    expectOutcome(asking(), later, 'connected');
    expectSame(stage.documents(), whole(asking()));
  });

  test('takes a correction, and writes nothing when it hears it again', async () => {
    const { stage, agreed, notAsked, contract } = asking();
    const { revise } = contract;
    if (revise === undefined) {
      notAsked.add('revised values');
      return;
    }
    await stage.restore(agreed);
    spoilData(
      asking(),
      wire.rewrites((text) => revise(text)),
    );
    await stage.visit();
    expect(stage.proxy.spoiled).toBeGreaterThan(0);
    stage.proxy.mend();

    const corrected = await stage.visit();
    const again = await stage.visit();

    expectOutcome(asking(), corrected, 'connected');
    expect(corrected.written.length).toBeGreaterThan(0);
    expect(again.written).toEqual([]);
    expect([...stage.documents().keys()]).toEqual([...whole(asking()).keys()]);
  });
}

function egress<A, C>(asking: Asking<A, C>): void {
  describe('follows nobody to an address outside its manifest', () => {
    test.each([
      ['redirects', undefined, (elsewhere: string) => wire.leadsTo(elsewhere)],
      ['links', 'links', (elsewhere: string, own: string) => wire.linksTo(elsewhere, own)],
    ] as const)('by %s', async (_what, fact, faultTo) => {
      const { stage, notAsked } = asking();
      const elsewhere = await startElsewhere();
      await stage.restore(forgetful(asking()));
      spoilData(asking(), faultTo(elsewhere.url, stage.proxy.url));

      await stage.visit();

      if (stage.proxy.spoiled === 0 && fact !== undefined) notAsked.add(fact);
      expect(elsewhere.calls).toEqual([]);
      expectSame(stage.documents(), whole(asking()));
      await expectMended(asking());
      await elsewhere.close();
    });
  });
}

interface Elsewhere {
  readonly url: string;
  readonly calls: readonly string[];
  close(): Promise<void>;
}

/** Somebody who would like to hear what is meant for the partner. */
async function startElsewhere(): Promise<Elsewhere> {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    calls.push(request.url ?? '');
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    calls,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The platform's time limits, shorter: nobody wants to sit through the half minute that a partner may take. */
async function withShorterLimits<T>(task: () => Promise<T>): Promise<T> {
  const { timeout } = AbortSignal;
  AbortSignal.timeout = (milliseconds) =>
    timeout(milliseconds < LONG_MILLISECONDS ? milliseconds : milliseconds / LIMITS_SHORTER);
  try {
    return await task();
  } finally {
    AbortSignal.timeout = timeout;
  }
}
