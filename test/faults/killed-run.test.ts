import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebBrowser } from '../connectors/kit/web-browser.ts';
import {
  agree,
  type EnedisStage,
  makeCitizen,
  setEnedisStage,
  signInAt,
  untilState,
  whatLiesIn,
} from '../kit/enedis-stage.ts';
import { type PodServer, startPodServer } from '../kit/pod-servers.ts';

/** KILLS=200 makes a long night of the same test. */
const KILLS = Number(process.env.KILLS ?? '20');
const ROUND_MILLISECONDS_MAX = 60_000;
/** Enedis' limits of 5 calls a second and 1,000 an hour become 2,000 and 400,000. */
const CLOCK_FACTOR = 400;

let server: PodServer;
let stage: EnedisStage;
let whole: readonly (readonly [string, string])[];
let duration = 0;

beforeAll(async () => {
  server = await startPodServer();
  stage = await setEnedisStage(server, { clockFactor: CLOCK_FACTOR });
  const browser = new WebBrowser();
  const odile = await makeCitizen(server, 'odile');
  const began = performance.now();
  await agree(stage, browser, odile);
  await untilState(stage, browser, 'connected');
  duration = performance.now() - began;
  whole = [...(await whatLiesIn(server, 'odile'))];
});

afterAll(async () => {
  await stage?.close();
  await server?.close();
});

test(
  `a run killed at any of ${KILLS} random points and resumed leaves the same space, byte for byte`,
  async () => {
    for (let kill = 0; kill < KILLS; kill += 1) {
      const space = `foyer-${kill}`;
      const citizen = await makeCitizen(server, space);
      const after = Math.random() * duration;
      await agree(stage, new WebBrowser(), citizen);
      // A point in time is what this test is about; there is no event to wait for.
      await pause(after);
      await stage.kill();
      await stage.start();
      const returned = new WebBrowser();
      await signInAt(stage, returned, citizen);
      await untilState(stage, returned, 'connected');

      expect([...(await whatLiesIn(server, space))], `killed after ${after} ms`).toEqual(whole);
    }
  },
  KILLS * ROUND_MILLISECONDS_MAX,
);
