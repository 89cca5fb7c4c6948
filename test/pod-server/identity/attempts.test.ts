import { expect, test } from 'vitest';
import { Attempts, TooManyAttempts } from '../../../pod-server/identity/attempts.ts';
import { openMemoryStorage } from '../../../pod-server/storage/memory/memory-storage.ts';

const MINUTE = 60_000;

/** Two processes that share a storage and a clock of their own making. */
function openAttempts() {
  const clock = { now: Date.now() };
  const { keyValues } = openMemoryStorage();
  const open = () => new Attempts(keyValues, () => clock.now);
  return { clock, here: open(), there: open() };
}

async function isRefused(attempt: Promise<void>): Promise<number | undefined> {
  try {
    await attempt;
    return undefined;
  } catch (error) {
    if (error instanceof TooManyAttempts) return error.retryAfterSeconds;
    throw error;
  }
}

test('ten wrong guesses in five minutes are the most, whatever process is asked', async () => {
  const { clock, here, there } = openAttempts();
  let looked = 0;
  for (let second = 0; second < 5 * 60; second += 1) {
    const process = second % 2 === 0 ? here : there;
    if ((await isRefused(process.begin({ account: 'a@exemple.invalid' }))) === undefined)
      looked += 1;
    clock.now += 1_000;
  }

  expect(looked).toBe(10);
});

test('each further wrong guess has to wait longer', async () => {
  const { clock, here } = openAttempts();
  const waits: number[] = [];
  for (let guess = 0; guess < 8; guess += 1) {
    const wait = await isRefused(here.begin({ account: 'b@exemple.invalid' }));
    if (wait === undefined) continue;
    waits.push(wait);
    clock.now += wait * 1_000;
    await here.begin({ account: 'b@exemple.invalid' });
  }

  expect(waits).toEqual([1, 2, 4, 8, 16]);
});

test('many guesses at the same moment are counted like many in a row', async () => {
  const { here, there } = openAttempts();

  const outcomes = await Promise.all(
    Array.from({ length: 30 }, (_, number) =>
      isRefused((number % 2 === 0 ? here : there).begin({ account: 'c@exemple.invalid' })),
    ),
  );

  expect(outcomes.filter((wait) => wait === undefined).length).toBeLessThanOrEqual(3);
});

test('the right password forgives the wrong ones before', async () => {
  const { here } = openAttempts();
  for (let guess = 0; guess < 3; guess += 1)
    await here.begin({ account: 'd@exemple.invalid', address: '192.0.2.1' });

  await here.succeeded({ account: 'd@exemple.invalid', address: '192.0.2.1' });

  expect(
    await isRefused(here.begin({ account: 'd@exemple.invalid', address: '192.0.2.1' })),
  ).toBeUndefined();
});

test('one address guesses at most a hundred times an hour, at however many accounts', async () => {
  const { clock, here } = openAttempts();
  const guess = (number: number) =>
    here.begin({ account: `person-${number}@exemple.invalid`, address: '192.0.2.7' });
  for (let number = 0; number < 100; number += 1) await guess(number);

  const refused = await isRefused(guess(100));
  const other = await isRefused(
    here.begin({ account: 'person-0@exemple.invalid', address: '192.0.2.8' }),
  );
  clock.now += 60 * MINUTE;
  const later = await isRefused(guess(101));

  expect(refused).toBe(3_600);
  expect(other).toBeUndefined();
  expect(later).toBeUndefined();
});

test('after the window the account opens again', async () => {
  const { clock, here } = openAttempts();
  for (let guess = 0; guess < 3; guess += 1) await here.begin({ account: 'e@exemple.invalid' });
  clock.now += 5 * MINUTE;

  expect(await isRefused(here.begin({ account: 'e@exemple.invalid' }))).toBeUndefined();
});
