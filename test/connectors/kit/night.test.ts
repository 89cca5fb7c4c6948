import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { CALLS_OF_A_RUN, type Crowd, type CrowdCall, gatherCrowd, NIGHT_BEFORE } from './crowd.ts';

/** CITIZENS=10000 is the night of a city; every day a village will do. */
const CITIZENS = Number(process.env.CITIZENS ?? '200');
const MIDNIGHT = new Date('2026-11-23T00:00:00+01:00');
const NIGHT_HOURS = 6;
const MEMORY_BYTES_MAX = 500 * 1024 * 1024;
/** Real time that a run may take on a busy machine; a whole city on an idle one needs less. */
const RUN_MILLISECONDS = Number(process.env.RUN_MILLISECONDS ?? '70');
const FACTOR = (NIGHT_HOURS * 3_600_000) / (CITIZENS * RUN_MILLISECONDS);

const schedule = {
  everyHours: 24,
  window: { fromHour: 0, toHour: NIGHT_HOURS },
  // The last hour is for those whom something delayed.
  jitterMinutes: (NIGHT_HOURS - 1) * 60,
};
/** Everybody at once. */
const crowded = { ...schedule, jitterMinutes: 1 };
const AFTER_MIDNIGHT = new Date(MIDNIGHT.getTime() + 120_000);
/** Enough for the night, and not for much more. */
const rateLimit = { callsPerSecond: 5, callsPerHour: Math.ceil((CITIZENS * CALLS_OF_A_RUN) / 3) };

const DOWN_FROM = MIDNIGHT.getTime() + 3_600_000;
const DOWN_UNTIL = DOWN_FROM + 1_800_000;
const isDown = ({ at }: CrowdCall): boolean => at >= DOWN_FROM && at < DOWN_UNTIL;

test(
  `${CITIZENS} citizens of one partner are each visited once in a night, half an hour of which the partner is down`,
  async () => {
    const crowd = await gatherCrowd({
      citizens: CITIZENS,
      ...{ rateLimit, schedule, factor: FACTOR },
      now: MIDNIGHT,
      trouble: (call, response) => {
        if (isDown(call)) response.writeHead(503).end();
        return isDown(call);
      },
    });
    crowd.runner.resume();
    await untilAllAreDone(crowd);
    const { rss } = process.memoryUsage();
    const ended = crowd.clock.now();
    await crowd.close();

    const good = crowd.calls.filter((call) => call.last && !isDown(call));
    expect(new Set(good.map(({ citizen }) => citizen)).size).toBe(CITIZENS);
    expect(good).toHaveLength(CITIZENS);
    const times = crowd.calls.map(({ at }) => at);
    expect(mostWithin(times, 1_000)).toBeLessThanOrEqual(rateLimit.callsPerSecond);
    expect(mostWithin(times, 3_600_000)).toBeLessThanOrEqual(rateLimit.callsPerHour);
    // Without the breaker each citizen of that half-hour would be tried five times.
    expect(crowd.calls.filter(isDown).length).toBeLessThan(60);
    expect(rss).toBeLessThan(MEMORY_BYTES_MAX);
    process.stdout.write(
      `${CITIZENS} citizens: ${crowd.calls.length} calls, ${crowd.calls.filter(isDown).length} while down, at most ${mostWithin(times, 1_000)} a second and ${mostWithin(times, 3_600_000)} an hour (allowed ${rateLimit.callsPerHour}), ${Math.round(rss / 1e6)} MB, done at ${ended.toISOString()}\n`,
    );
  },
  30_000 + CITIZENS * RUN_MILLISECONDS * 4,
);

test('a pause that a partner asks of the application is everybody’s, to the second', async () => {
  const PAUSE_SECONDS = 600;
  let asked = 0;
  const crowd = await gatherCrowd({
    citizens: 60,
    rateLimit: { callsPerSecond: 1, callsPerHour: 3_600 },
    schedule: crowded,
    now: AFTER_MIDNIGHT,
    factor: 300,
    trouble: ({ at }, response) => {
      if (asked > 0 || crowd.calls.length < 10) return false;
      asked = at;
      response.writeHead(429, { 'retry-after': String(PAUSE_SECONDS) }).end();
      return true;
    },
  });
  crowd.runner.resume();
  await untilAllAreDone(crowd);
  await crowd.close();

  const later = crowd.calls.map(({ at }) => at - asked).filter((after) => after > 0);
  const during = later.filter((after) => after < PAUSE_SECONDS * 1_000 - 1_000);
  // Each of the sixteen runs under way may have had one more call on its way to the limit; nobody begins another.
  expect(during.length).toBeLessThanOrEqual(16);
  expect(during.filter((after) => after > 60_000)).toEqual([]);
  expect(later.length).toBeGreaterThan(40);
});

test('whom a person waits for goes before a crowd that is due', async () => {
  const crowd = await gatherCrowd({
    citizens: 100,
    rateLimit: { callsPerSecond: 5, callsPerHour: 18_000 },
    schedule: crowded,
    now: AFTER_MIDNIGHT,
    factor: 200,
  });
  crowd.runner.resume();
  const last = [...crowd.journal.all()].sort((a, b) =>
    (a.nextRun ?? '') < (b.nextRun ?? '') ? 1 : -1,
  )[0];
  await crowd.runner.start(last?.id ?? '');
  const before = crowd.calls.length;
  await untilAllAreDone(crowd);
  await crowd.close();

  // Her own, and what each of the sixteen runs under way had asked already.
  expect(before).toBeLessThanOrEqual(CALLS_OF_A_RUN + 2 * 16);
  expect(crowd.calls).toHaveLength(100 * CALLS_OF_A_RUN);
});

test('nobody is visited outside the hours of the partner', async () => {
  const crowd = await gatherCrowd({
    citizens: 20,
    rateLimit: { callsPerSecond: 5, callsPerHour: 18_000 },
    schedule: crowded,
    // In the evening, long after the hours of the night in which they were due.
    now: new Date(MIDNIGHT.getTime() + 20 * 3_600_000),
    factor: 10_000,
  });
  crowd.runner.resume();
  await untilAllAreDone(crowd);
  await crowd.close();

  const tomorrow = MIDNIGHT.getTime() + 86_400_000;
  expect(Math.min(...crowd.calls.map(({ at }) => at))).toBeGreaterThanOrEqual(tomorrow);
});

/** The journal is the one witness; it has no event, so it is asked now and then. */
async function untilAllAreDone({ journal }: Crowd): Promise<void> {
  const before = NIGHT_BEFORE.toISOString();
  while (journal.all().some(({ lastCompleted }) => lastCompleted === before)) await pause(20);
}

/** The most of these instants, in order, that lie within any stretch so long. */
function mostWithin(times: readonly number[], milliseconds: number): number {
  let most = 0;
  let from = 0;
  for (const [index, time] of times.entries()) {
    while ((times[from] ?? time) <= time - milliseconds) from += 1;
    most = Math.max(most, index - from + 1);
  }
  return most;
}
