import { expect, test } from 'vitest';
import { ConnectorError } from '../../../connectors/kit/errors.ts';
import { createPartnerGate } from '../../../connectors/kit/partner-gate.ts';
import { createJumpingClock } from './contract/jumping-clock.ts';

const NOW = new Date('2026-11-23T02:00:00+01:00');
const down = new ConnectorError('PARTNER_DOWN', 'No answer');

function openGate() {
  const clock = createJumpingClock(NOW);
  const gate = createPartnerGate(clock);
  const failFor = (...citizens: readonly string[]): void => {
    for (const citizen of citizens) gate.failed(citizen, down);
  };
  return { gate, failFor, later: (seconds: number) => clock.wait(seconds * 1_000) };
}

test('a partner that fails one citizen again and again is not down for the others', () => {
  const { gate, failFor } = openGate();

  failFor('odile', 'odile', 'odile', 'odile', 'odile');

  expect(gate.isOpen()).toBe(true);
  expect(gate.refuse()).toBeUndefined();
});

test('a partner that fails three citizens in a row is left alone, and then tried by one', async () => {
  const { gate, failFor, later } = openGate();

  failFor('odile', 'karim', 'ines');
  const refused = gate.refuse();
  await later(60);
  const tries = gate.refuse();
  const others = gate.refuse();

  expect(refused).toMatchObject({ code: 'PARTNER_DOWN', mover: 'partner', retryAfterSeconds: 60 });
  expect(tries).toBeUndefined();
  expect(others).toMatchObject({ code: 'PARTNER_DOWN', retryAfterSeconds: 60 });
  gate.answered();
  expect(gate.isOpen()).toBe(true);
});

test('each trial in vain makes the rest twice as long, up to half an hour', async () => {
  const { gate, failFor, later } = openGate();
  const rests: (number | undefined)[] = [];

  failFor('odile', 'karim', 'ines');
  for (let trial = 0; trial < 7; trial += 1) {
    const seconds = gate.refuse()?.retryAfterSeconds;
    rests.push(seconds);
    await later(seconds ?? 0);
    gate.refuse();
    failFor('theo');
  }

  expect(rests).toEqual([60, 120, 240, 480, 960, 1_800, 1_800]);
});

test('one answer in between begins the count anew', () => {
  const { gate, failFor } = openGate();

  failFor('odile', 'karim');
  gate.answered();
  failFor('ines', 'theo');

  expect(gate.isOpen()).toBe(true);
});

test('a pause that is asked of the application ends every run before its next step, and is over to the second', async () => {
  const { gate, later } = openGate();
  const asked = { retryAfterSeconds: 90, forAll: true } as const;

  gate.failed('odile', new ConnectorError('PARTNER_SLOW_DOWN', 'Too many calls', asked));
  gate.answered();
  await later(89);
  expect(() => gate.obey()).toThrow('left alone');
  await later(1);

  expect(() => gate.obey()).not.toThrow();
  expect(gate.refuse()).toBeUndefined();
});

test('an agreement that ended says nothing about the partner', () => {
  const { gate } = openGate();

  for (const citizen of ['odile', 'karim', 'ines'])
    gate.failed(citizen, new ConnectorError('CONSENT_REVOKED', 'No consent'));

  expect(gate.isOpen()).toBe(true);
});
