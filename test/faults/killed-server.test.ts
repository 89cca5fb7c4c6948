import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anonymousClient, type Client, clientOf } from '../kit/client.ts';
import {
  type Citizen,
  createCitizen,
  freePort,
  type PodServer,
  signIn,
} from '../kit/pod-servers.ts';
import { randomOf, seedOfThisRun } from '../kit/random.ts';
import { makePublicContainer, startServerUnderTest } from '../kit/server-under-test.ts';
import { Witness } from './witness.ts';
import { Writer } from './writer.ts';

/** KILLS=1000 makes a long night of the same test; SEED repeats the writes of a run that failed; a slow server needs more LIFE. */
const KILLS = Number(process.env.KILLS ?? '100');
const seed = seedOfThisRun();
const ROUND_MILLISECONDS_MAX = 30_000;
/** Rounds on one set of containers: all that these rounds wrote is checked after each of them. */
const ROUNDS_A_CHAPTER = 10;
const WRITERS = 4;
const LIFE_MILLISECONDS_MAX = Number(process.env.LIFE ?? '500');
const POLL_MILLISECONDS = 5;
/** A second on a quiet machine, where a process that does nothing takes 45 ms from its start to its end. */
const FIRST_ANSWER_IDLE_PROCESSES_MAX = 25;

const folder = mkdtempSync(join(tmpdir(), 'killed-'));
const port = await freePort();
let server: PodServer;
let owner: Citizen;
let open: string;

beforeAll(async () => {
  server = await startServerUnderTest({ folder, port });
  const password = 'une phrase assez longue';
  owner = await createCitizen(server, { email: 'k@exemple.invalid', password, name: 'kim' });
  open = await makePublicContainer(owner, 'open');
});

afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Desk {
  readonly witness: Witness;
  readonly client: Client;
}

async function newDesks(chapter: number): Promise<readonly Desk[]> {
  const anonymous = anonymousClient(server.baseUrl);
  const desks = Array.from({ length: WRITERS }, (_, index) => ({
    witness: new Witness(`${open}${chapter}-${index}/`),
    client: anonymous,
  }));
  const session = await signIn(server, owner);
  const own = {
    witness: new Witness(`${owner.podUrl}own/${chapter}/`),
    client: clientOf(session.fetch),
  };
  return [...desks, own];
}

/** Milliseconds from the start of the process to its first answer. */
async function startAgain(client: Client): Promise<number> {
  const began = performance.now();
  server = await startServerUnderTest({ folder, port });
  while (!(await answers(client))) await pause(POLL_MILLISECONDS);
  return performance.now() - began;
}

async function answers(client: Client): Promise<boolean> {
  if (server.process.exitCode !== null) throw new Error(`The server ended:\n${server.output()}`);
  return client.ask({ method: 'GET', url: open }).then(
    () => true,
    () => false,
  );
}

/** Milliseconds that a node process takes which does nothing: what this machine can do at this moment. */
function idleProcess(): number {
  const began = performance.now();
  spawnSync(process.execPath, ['-e', '']);
  return performance.now() - began;
}

function middleOf(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

test(
  `a server killed at any of ${KILLS} random moments has every write that it acknowledged, whole, typed and listed`,
  async () => {
    const breaches: string[] = [];
    const starts: number[] = [];
    const idle: number[] = [];
    let acknowledgements = 0;
    let desks: readonly Desk[] = [];
    for (let round = 0; round < KILLS; round += 1) {
      const random = randomOf(seed + round);
      if (round % ROUNDS_A_CHAPTER === 0) desks = await newDesks(round);
      const stop = new AbortController();
      const writers = desks.map(
        (desk, index) =>
          new Writer({ ...desk, random: randomOf(seed + round * 100 + index), mark: `r${round}` }),
      );
      const before = desks.reduce((sum, { witness }) => sum + witness.acknowledgements, 0);
      const writing = writers.map((writer) => writer.write(stop.signal));
      // A point in time is what this test is about; there is no event to wait for.
      await pause(random.below(LIFE_MILLISECONDS_MAX));
      await server.kill();
      stop.abort();
      await Promise.all(writing);
      acknowledgements += desks.reduce((sum, d) => sum + d.witness.acknowledgements, -before);
      idle.push(idleProcess());
      starts.push(await startAgain(desks[0]?.client ?? anonymousClient(server.baseUrl)));
      const found = await Promise.all(desks.map(({ witness, client }) => witness.breaches(client)));
      breaches.push(
        ...[...found.flat(), ...writers.flatMap((writer) => writer.refusals)].map(
          (breach) => `round ${round}: ${breach}`,
        ),
      );
    }
    const worst = Math.max(...starts);
    process.stdout.write(
      `${KILLS} kills (SEED=${seed}): ${acknowledgements} acknowledged writes, ${breaches.length} breaches; ` +
        `first answer after ${middleOf(starts).toFixed(0)} ms, at worst ${worst.toFixed(0)} ms, ` +
        `an idle process ${middleOf(idle).toFixed(0)} ms\n`,
    );

    expect(breaches, `SEED=${seed}`).toEqual([]);
    expect(middleOf(starts) / middleOf(idle)).toBeLessThan(FIRST_ANSWER_IDLE_PROCESSES_MAX);
  },
  KILLS * ROUND_MILLISECONDS_MAX,
);
