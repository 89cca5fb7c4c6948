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
import type { MaifAccess } from '../../../connectors/maif/access.ts';
import { type MemoryPod, startMemoryPod } from '../kit/memory-pod.ts';
import { credentials, members, NOW, openStage, type Stage } from './stage.ts';

const PLACE = 'data/insurance/maif/';
const SAID = '/connections/maif/connection.ttl';
/** The id_token of the agreement is over by then, so that each run begins with a new access. */
const AN_HOUR_LATER = new Date(NOW.getTime() + 3_600_000);
const IN_TWO_MONTHS = new Date(NOW.getTime() + 60 * 86_400_000);

const vault = createVault(Buffer.alloc(32, 1));
const id = vault.nameFor('maif odile');

let folder: string;
let stage: Stage;
let pod: MemoryPod;
let journal: Journal;
let runner: Runner;
let agreed: MaifAccess;
let logged: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maif-run-'));
  stage = await openStage();
  pod = await startMemoryPod();
  logged = [];
  agreed = await stage.agree(members.odile);
  await begin(AN_HOUR_LATER);
  await journal.save(connected());
});

afterEach(async () => {
  await end();
  await stage.close();
  await pod.close();
  await rm(folder, { recursive: true, force: true });
});

/** The runner of a process that starts at this instant. */
async function begin(now: Date): Promise<void> {
  journal = await openJournal(folder);
  runner = createRunner({
    connector: stage.connector({ now }),
    journal,
    vault,
    own: {
      webId: async () => `${pod.url}maif#me`,
      fetch: (input, init) => fetch(input, init),
      close: async () => undefined,
    },
    clock: createClock({ now, factor: 10_000 }),
    log: createLog((line) => logged.push(line)),
  });
}

async function end(): Promise<void> {
  await runner.close();
  await journal.close();
}

const connected = (): ConnectionRecord => ({
  id,
  webId: `${pod.url}odile#me`,
  provider: pod.url,
  place: {
    storage: pod.url,
    container: pod.url + PLACE,
    connectionContainer: `${pod.url}connections/maif/`,
    classes: [],
    given: true,
  },
  state: 'syncing',
  since: NOW.toISOString(),
  access: vault.seal(id, agreed),
});

function keptAccess(): MaifAccess {
  const sealed = journal.get(id)?.access;
  if (sealed === undefined) throw new Error('No access is kept.');
  return vault.open(id, sealed) as MaifAccess;
}

test('a run lays contracts, household and claims, and seals the access that MAIF gave meanwhile', async () => {
  await runner.start(id);

  const names = [...pod.documents.keys()].sort();
  expect(names).toEqual([
    SAID,
    `/${PLACE}claim-SIN-25-0042.ttl`,
    `/${PLACE}claim-SIN-26-0107.ttl`,
    ...[1, 2, 3].map(() => expect.stringMatching(/\/contract-[0-9a-f]{16}\.ttl$/)),
    `/${PLACE}household.ttl`,
  ]);
  expect(journal.get(id)).toMatchObject({
    state: 'connected',
    coverage: { firstDay: '2019-04-01', lastDay: '2026-11-23' },
  });
  expect(keptAccess().refreshToken).not.toBe(agreed.refreshToken);
});

test('a second run, also of a new process, writes nothing and uses the access of the first', async () => {
  await runner.start(id);
  const writes = pod.writes.length;

  await runner.start(id);
  await end();
  await begin(AN_HOUR_LATER);
  await runner.start(id);

  expect(journal.get(id)?.state).toBe('connected');
  expect(pod.writes).toHaveLength(writes);
});

test('a space that is down in the middle of a run gets the rest with the access that was kept', async () => {
  pod.troubles = [0, 503, 503];

  await runner.start(id);

  expect(journal.get(id)?.state).toBe('connected');
  expect(pod.documents.size).toBe(7);
});

test('an agreement withdrawn at MAIF ends the access and leaves what was laid', async () => {
  await runner.start(id);
  const laid = [...pod.documents].filter(([name]) => name !== SAID);
  await stage.setFault(members.odile, 'consent-revoked');

  await runner.start(id);

  expect(journal.get(id)).toMatchObject({ state: 'revoked', reason: 'CONSENT_REVOKED' });
  expect(journal.get(id)?.access).toBeUndefined();
  expect([...pod.documents].filter(([name]) => name !== SAID)).toEqual(laid);
});

test('an agreement that came to its end asks her for a new one', async () => {
  await runner.start(id);
  await end();
  await stage.setFault(members.odile, 'agreement-over');
  await begin(IN_TWO_MONTHS);

  await runner.start(id);

  expect(journal.get(id)).toMatchObject({ state: 'needs-you', reason: 'CONSENT_EXPIRED' });
  expect(journal.get(id)?.access).toBeUndefined();
});

test('neither journal, log nor space holds a token, a key, or more of her than it must', async () => {
  await stage.setFault(members.odile, 'server-error', 2);
  await runner.start(id);

  const kept = [JSON.stringify(journal.get(id)), ...logged, ...[...pod.documents].flat()].join(
    '\n',
  );
  const { idToken, refreshToken } = keptAccess();
  for (const secret of [
    idToken,
    refreshToken,
    agreed.idToken,
    agreed.refreshToken,
    agreed.subject,
    credentials.apiKey,
    credentials.clientSecret,
    'Bastien',
    'FR24',
  ]) {
    expect(kept).not.toContain(secret);
  }
  expect(logged.join('\n')).not.toMatch(/9990001|SIN-|AA-000|contract-/);
  expect(journal.get(id)?.state).toBe('connected');
});
