import { expect } from 'vitest';
import type { GrdfAccess } from '../../../connectors/grdf/access.ts';
import type { GrdfCheckpoint } from '../../../connectors/grdf/checkpoint.ts';
import { createGrdfConnector } from '../../../connectors/grdf/connector.ts';
import { type Fault, faults } from '../../../connectors/grdf/sandbox/faults.ts';
import { startSandbox } from '../../../connectors/grdf/sandbox/sandbox.ts';
import type { AccessForm } from '../../../connectors/kit/contract.ts';
import { parseTurtle } from '../../../shapes/kit/turtle.ts';
import { gridDay, meterMonth } from '../../../shapes/meter-reading/meter-reading.ts';
import { keepsTheContract } from '../kit/contract/suite.ts';
import type { Documents } from '../kit/contract/terms.ts';
import { homes, NOW } from './stage.ts';

/** Of the holder's mailbox. */
let latestRight: string | undefined;

const LINES = 'GRDF answers in lines and not in lists; its own faults ask the same.';

keepsTheContract<GrdfAccess, GrdfCheckpoint, Fault>({
  partner: 'grdf',
  now: NOW,
  startSandbox,
  connector: ({ address, ...given }) =>
    createGrdfConnector({ ...given, api: address, login: address, loginServer: 'synthetic' }),
  agree: async (connector, address) => {
    // The right that a fault made look over still stands, and GRDF takes no second one.
    await press(address, 'revoke');
    const form = connector.access as AccessForm<GrdfAccess>;
    const access = await form.submit({
      pce: homes.newcomer,
      lastName: 'BELLECOMBE',
      postCode: '69004',
      email: 'karim@exemple.invalid',
    });
    latestRight = access.rightId;
    await press(address, 'confirm');
    return access;
  },
  customer: homes.newcomer,
  faults,
  outcomes: {
    'revoked-by-grdf': 'CONSENT_REVOKED',
    moved: 'HOLDER_CHANGED',
    expired: 'CONSENT_EXPIRED',
    recheck: 'CONSENT_PENDING',
    suspended: ['NO_DATA', 'SUBSCRIPTION_MISSING'],
    // Only who declares a right meets it.
    blocked: 'connected',
    'no-days': ['connected', 'NO_DATA'],
    'refused-halfway': ['connected', 'NO_DATA', 'SUBSCRIPTION_MISSING'],
    late: 'connected',
    'split-lines': 'connected',
    'megawatt-hours': 'PARTNER_ANSWER_INVALID',
    nan: 'PARTNER_ANSWER_INVALID',
    'no-energy': 'PARTNER_ANSWER_INVALID',
    duplicates: 'connected',
    contradiction: 'PARTNER_ANSWER_INVALID',
    unordered: 'connected',
  },
  // A 401 is a token that ended.
  refusals: { 401: 'PARTNER_DOWN', 403: 'PARTNER_REFUSED', 404: 'PARTNER_REFUSED' },
  revise: (text) => text.replace(/"energie":(\d+)/, '"energie":1$1'),
  clockChange: {
    spring: (documents) => expect(hoursOn('2026-03-28', documents)).toBe(23),
    autumn: (documents) => expect(hoursOn('2026-10-24', documents)).toBe(25),
  },
  notAsked: {
    links: 'GRDF gives no address in an answer.',
    'empty lists': LINES,
    'lists without their last': LINES,
    'repeated items': LINES,
    'reversed lists': LINES,
  },
});

async function press(address: string, answer: 'confirm' | 'revoke'): Promise<void> {
  if (latestRight === undefined) return;
  const body = new URLSearchParams({ answer });
  await fetch(`${address}/mailbox/${latestRight}`, { method: 'POST', redirect: 'manual', body });
}

/** The gas day that ends on the morning after the night of the change is the one of another length. */
function hoursOn(day: string, documents: Documents): number {
  const [path = '', text = ''] =
    [...documents].find(([name]) => name.endsWith(`/${day.slice(0, 7)}.ttl`)) ?? [];
  const url = `https://space.invalid${path}`;
  const { readings } = meterMonth.read(parseTurtle(text, url), url);
  const [reading] = readings.filter(({ start }) => gridDay('gas', start) === day);
  return (reading?.durationSeconds ?? 0) / 3_600;
}
