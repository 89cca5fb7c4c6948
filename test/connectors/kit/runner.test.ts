import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClock } from '../../../connectors/kit/clock.ts';
import {
  type ConnectionRecord,
  type Journal,
  openJournal,
} from '../../../connectors/kit/journal.ts';
import { createLog } from '../../../connectors/kit/log.ts';
import { createRunner, type Runner } from '../../../connectors/kit/runner.ts';
import { createVault } from '../../../connectors/kit/vault.ts';
import { createFictiveConnector } from './fictive-connector.ts';
import { type FictivePartner, startFictivePartner } from './fictive-partner.ts';
import { type MemoryPod, startMemoryPod } from './memory-pod.ts';

const NOW = '2026-11-02T09:00:00.000Z';
const PLACE = '/data/energy/electricity/00000000000042/';
const MONTHS = ['2026-08', '2026-09', '2026-10'].map((month) => `${PLACE}${month}.ttl`);
const SAID = '/connections/fontaine/connection.ttl';

const vault = createVault(Buffer.alloc(32, 1));
const id = vault.nameFor('fontaine odile');

let folder: string;
let partner: FictivePartner;
let pod: MemoryPod;
let journal: Journal;
let runner: Runner;
let logged: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runner-'));
  partner = await startFictivePartner();
  pod = await startMemoryPod();
  logged = [];
  await begin();
  await journal.save(agreed());
});

afterEach(async () => {
  await end();
  await partner.close();
  await pod.close();
  await rm(folder, { recursive: true, force: true });
});

async function begin(now = NOW): Promise<void> {
  journal = await openJournal(folder);
  runner = createRunner({
    connector: createFictiveConnector(partner.url, 'http://localhost'),
    journal,
    vault,
    // A pod host that asks for no sign-in.
    own: {
      webId: async () => `${pod.url}fontaine#me`,
      fetch: (input, init) => fetch(input, init),
      close: async () => undefined,
    },
    clock: createClock({ now: new Date(now), factor: 10_000 }),
    log: createLog((line) => logged.push(line)),
  });
}

async function end(): Promise<void> {
  await runner.close();
  await journal.close();
}

const agreed = (): ConnectionRecord => ({
  id,
  webId: `${pod.url}odile#me`,
  provider: pod.url,
  place: {
    storage: pod.url,
    container: pod.url + PLACE.slice(1),
    connectionContainer: `${pod.url}connections/fontaine/`,
    classes: [],
    given: true,
  },
  state: 'syncing',
  since: NOW,
  access: vault.seal(id, { meter: '00000000000042' }),
});

test('a run lays every month, says "connected", and knows when it comes again', async () => {
  await runner.start(id);

  expect([...pod.documents.keys()].sort()).toEqual([SAID, ...MONTHS].sort());
  expect(pod.documents.get(SAID)).toContain('connected');
  const { state, coverage, nextRun, reason } = journal.get(id) ?? agreed();
  expect({ state, reason, coverage }).toEqual({
    state: 'connected',
    reason: undefined,
    coverage: { firstDay: '2026-08-01', lastDay: '2026-10-31' },
  });
  // Between 8 and 9 in Paris the next morning.
  expect(nextRun).toMatch(/^2026-11-03T07:/);
});

test('a second run writes nothing', async () => {
  await runner.start(id);
  const writes = pod.writes.length;

  await runner.start(id);
  await journal.update(id, ({ checkpoint: _, ...record }) => record);
  await runner.start(id);

  expect(pod.writes).toHaveLength(writes);
});

test('a partner that is down for a moment is asked again, with a pause that it may choose', async () => {
  partner.mood.fault = { code: 'PARTNER_DOWN', times: 3 };
  await runner.start(id);
  expect(journal.get(id)?.state).toBe('connected');

  await journal.update(id, ({ checkpoint: _, ...record }) => record);
  partner.mood.fault = { code: 'PARTNER_SLOW_DOWN', times: 1, retryAfterSeconds: 600 };
  const began = performance.now();
  await runner.start(id);

  // Six hundred seconds of a clock that runs ten thousand times faster.
  expect(performance.now() - began).toBeGreaterThan(55);
  expect(journal.get(id)?.state).toBe('connected');
});

test('a partner that stays down is left alone for hours, and the connection says so', async () => {
  partner.mood.fault = { code: 'PARTNER_DOWN', times: 100 };

  await runner.start(id);

  expect(partner.asked).toHaveLength(5);
  expect(journal.get(id)).toMatchObject({
    state: 'partner-down',
    reason: 'PARTNER_DOWN',
    nextRun: '2026-11-02T11:00:00.000Z',
  });
  expect(pod.documents.get(SAID)).toContain('PARTNER_DOWN');
});

test('a pause of an hour that the partner asks for ends the run, and the next one begins then', async () => {
  partner.mood.fault = { code: 'PARTNER_SLOW_DOWN', times: 1, retryAfterSeconds: 3_600 };

  await runner.start(id);

  expect(journal.get(id)).toMatchObject({
    state: 'waiting-for-partner',
    reason: 'PARTNER_SLOW_DOWN',
    nextRun: '2026-11-02T10:00:00.000Z',
  });
});

test.each([
  ['cuts the line', 0],
  ['answers 503', 503],
  ['answers 429', 429],
])('a space that %s is tried again until it takes everything', async (_what, status) => {
  pod.troubles = [status, status, status];

  await runner.start(id);

  expect(journal.get(id)?.state).toBe('connected');
  expect(MONTHS.every((month) => pod.documents.has(month))).toBe(true);
});

test.each([
  ['POD_ACCESS_REMOVED', 403, 'needs-you'],
  ['POD_ACCESS_REMOVED', 401, 'needs-you'],
  ['POD_FULL', 507, 'needs-you'],
  ['POD_REFUSED', 409, 'needs-you'],
])('%s is what the citizen is told when her space answers %i', async (reason, status, state) => {
  await runner.start(id);
  await journal.update(id, ({ checkpoint: _, ...record }) => record);
  pod.documents.delete(MONTHS[2] ?? '');
  pod.troubles = [status];

  await runner.start(id);

  expect(journal.get(id)).toMatchObject({ state, reason });
  expect(journal.get(id)?.nextRun).toBeUndefined();
});

test('an answer that breaks the shape is refused whole, and what was there stays', async () => {
  await runner.start(id);
  const before = new Map(pod.documents);
  await journal.update(id, (record) => ({ ...record, checkpoint: { nextDay: '2026-10-01' } }));
  partner.mood.fault = { code: 'GARBAGE', times: 1 };

  await runner.start(id);

  expect(journal.get(id)).toMatchObject({ reason: 'PARTNER_ANSWER_INVALID' });
  for (const month of MONTHS) expect(pod.documents.get(month)).toBe(before.get(month));
  expect(logged.join('')).toContain('PARTNER_ANSWER_INVALID');
});

test('an agreement that ended at the partner is deleted here', async () => {
  partner.mood.fault = { code: 'CONSENT_REVOKED', times: 1 };

  await runner.start(id);

  expect(journal.get(id)).toMatchObject({ state: 'revoked', reason: 'CONSENT_REVOKED' });
  expect(journal.get(id)?.access).toBeUndefined();
});

test('a run that its process left in the middle is taken up by the next one, to the same bytes', async () => {
  await runner.start(id);
  const expected = new Map(pod.documents);
  pod.documents.clear();
  await journal.save(agreed());
  const reached = new Promise<void>((tell) => {
    partner.mood.beforeDay = (day) =>
      day === '2026-09-15' ? new Promise(() => tell()) : undefined;
  });
  void runner.start(id);
  await reached;
  await end();
  delete partner.mood.beforeDay;

  await begin();
  expect(journal.get(id)?.state).toBe('syncing');
  runner.resume();
  await runner.start(id);

  expect(new Map([...pod.documents].sort())).toEqual(new Map([...expected].sort()));
});

test('a connection whose hour has come runs by itself', async () => {
  await runner.start(id);
  await end();
  partner.asked.length = 0;

  await begin('2026-11-04T09:00:00Z');
  await journal.update(id, ({ checkpoint: _, ...record }) => record);
  runner.resume();
  await runner.start(id);

  expect(partner.asked).toHaveLength(92);
  expect(journal.get(id)?.nextRun).toMatch(/^2026-11-05T/);
});

test('a citizen who pauses is obeyed at once, also when nothing runs', async () => {
  partner.mood.beforeDay = () => new Promise(() => undefined);
  const run = runner.start(id);
  await new Promise<void>((asked) => {
    const unwatch = runner.watch(id, () => {
      unwatch();
      asked();
    });
  });

  await runner.pause(id);
  await run;
  expect(journal.get(id)).toMatchObject({ state: 'paused', reason: 'STOPPED' });

  delete partner.mood.beforeDay;
  await runner.start(id);
  expect(journal.get(id)?.state).toBe('connected');
  await runner.pause(id);
  expect(journal.get(id)).toMatchObject({ state: 'paused', reason: 'STOPPED' });
  expect(journal.get(id)?.nextRun).toBeUndefined();
});
