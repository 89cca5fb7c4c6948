import { expect } from 'vitest';
import type { EnedisAccess } from '../../../connectors/enedis/access.ts';
import type { EnedisCheckpoint } from '../../../connectors/enedis/checkpoint.ts';
import { createEnedisConnector } from '../../../connectors/enedis/connector.ts';
import { type Fault, faults } from '../../../connectors/enedis/sandbox/faults.ts';
import { startSandbox } from '../../../connectors/enedis/sandbox/sandbox.ts';
import type { ConsentPage } from '../../../connectors/kit/contract.ts';
import { localDay } from '../../../shapes/kit/local-time.ts';
import { parseTurtle } from '../../../shapes/kit/turtle.ts';
import { meterMonth } from '../../../shapes/meter-reading/meter-reading.ts';
import { keepsTheContract } from '../kit/contract/suite.ts';
import type { Documents } from '../kit/contract/terms.ts';
import { answerConsent, homes, NOW } from './stage.ts';

keepsTheContract<EnedisAccess, EnedisCheckpoint, Fault>({
  partner: 'enedis',
  now: NOW,
  startSandbox,
  connector: ({ address, ...given }) =>
    createEnedisConnector({ ...given, api: address, consent: address, mode: '2026' }),
  agree: async (connector) => {
    const access = connector.access as ConsentPage<EnedisAccess>;
    return access.accept(
      await answerConsent(await access.consentUrl('abc'), { home: homes.newcomer }),
    );
  },
  customer: homes.newcomer,
  faults,
  outcomes: {
    'consent-revoked': 'CONSENT_REVOKED',
    moved: 'HOLDER_CHANGED',
    'curve-not-activated': 'CURVE_NOT_ACTIVATED',
    late: 'connected',
    'no-data': 'NO_DATA',
    'subscription-missing': 'SUBSCRIPTION_MISSING',
    'wrong-unit': 'PARTNER_ANSWER_INVALID',
    nan: 'PARTNER_ANSWER_INVALID',
    duplicates: 'connected',
    contradiction: 'PARTNER_ANSWER_INVALID',
    unordered: ['connected', 'PARTNER_ANSWER_INVALID'],
  },
  // A 401 is a token that ended; a 404 says that there is no measure, which is no fault where others are.
  refusals: { 401: 'PARTNER_DOWN', 403: 'PARTNER_REFUSED', 404: ['connected', 'NO_DATA'] },
  revise: (text) => text.replace(/"v":"(\d+)"/, '"v":"1$1"'),
  clockChange: {
    spring: (documents) => expect(slotsOn('2026-03-29', documents)).toBe(46),
    autumn: (documents) => expect(slotsOn('2026-10-25', documents)).toBe(50),
  },
  notAsked: { links: 'Enedis gives no address in an answer.' },
});

function slotsOn(day: string, documents: Documents): number {
  const [path = '', text = ''] =
    [...documents].find(([name]) => name.endsWith(`/${day.slice(0, 7)}.ttl`)) ?? [];
  const url = `https://space.invalid${path}`;
  const { readings } = meterMonth.read(parseTurtle(text, url), url);
  return readings.filter(({ start }) => localDay(start) === day).length;
}
