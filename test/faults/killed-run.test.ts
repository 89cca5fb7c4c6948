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

const KILLS = Number(process.env.KILLS ?? '20');
/** Enedis' limit of 5 calls a second becomes 2,500. */
const CLOCK_FACTOR = 500;

let server: PodServer;
let stage: EnedisStage;

beforeAll(async () => {
  server = await startPodServer();
  stage = await setEnedisStage(server, { clockFactor: CLOCK_FACTOR });
});

afterAll(async () => {
  await stage.close();
  await server.close();
});

test(`a run killed at any of ${KILLS} random points and resumed leaves the same space, byte for byte`, async () => {
  const undisturbed = await makeCitizen(server, 'odile');
  const browser = new WebBrowser();
  const began = performance.now();
  await agree(stage, browser, undisturbed);
  await untilState(stage, browser, 'connected');
  const duration = performance.now() - began;
  const whole = await whatLiesIn(server, 'odile');
  console.log('duration', duration, whole.size);

  for (let kill = 0; kill < KILLS; kill += 1) {
    const space = `foyer-${kill}`;
    const citizen = await makeCitizen(server, space);
    const killedBrowser = new WebBrowser();
    const after = Math.random() * duration;
    await agree(stage, killedBrowser, citizen);
    // A point in time is what this test is about; there is no event to wait for.
    await pause(after);
    await stage.kill();
    await stage.start();
    const returned = new WebBrowser();
    await signInAt(stage, returned, citizen);
    await untilState(stage, returned, 'connected');

    expect([...(await whatLiesIn(server, space))], `killed after ${after} ms`).toEqual([...whole]);
    console.log('round', kill, after, performance.now() - began);
  }
}, 600_000);
