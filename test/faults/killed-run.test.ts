import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseTurtle } from '../../shapes/kit/turtle.ts';
import { meterMonth } from '../../shapes/meter-reading/meter-reading.ts';
import { tokenOf, WebBrowser } from '../connectors/kit/web-browser.ts';
import {
  agree,
  type EnedisStage,
  makeCitizen,
  setEnedisStage,
  signInAt,
  untilState,
  whatLiesIn,
  writesOf,
} from '../kit/enedis-stage.ts';
import { type PodServer, startPodServer } from '../kit/pod-servers.ts';

/** KILLS=200 makes a long night of the same test. */
const KILLS = Number(process.env.KILLS ?? '20');
const ROUND_MILLISECONDS_MAX = 60_000;
/** Enedis' limits of 5 calls a second and 1,000 an hour become 100 and 20,000. */
const CLOCK_FACTOR = 20;

let server: PodServer;
let stage: EnedisStage;
const browser = new WebBrowser();
let duration = 0;

beforeAll(async () => {
  server = await startPodServer();
  stage = await setEnedisStage(server, { clockFactor: CLOCK_FACTOR });
});

afterAll(async () => {
  await stage?.close();
  await server?.close();
});

test(
  'two years of half-hours arrive in less than a minute, Enedis’ rate limit kept on a clock 20 times as fast',
  async () => {
    const odile = await makeCitizen(server, 'odile');
    const began = performance.now();
    await agree(stage, browser, odile);
    await untilState(stage, browser, 'connected');
    duration = performance.now() - began;

    const halfHours = [...(await whatLiesIn(server, 'odile'))]
      .filter(([file]) => /\d{4}-\d\d\$?\.ttl$/.test(file))
      .flatMap(([file, text]) => {
        const address = `https://pods.exemple.invalid/${file}`;
        return meterMonth.read(parseTurtle(text, address), address).readings;
      })
      .filter(({ durationSeconds }) => durationSeconds === 1_800);
    process.stdout.write(`${halfHours.length} half-hours in ${Math.round(duration)} ms\n`);
    expect(halfHours.length).toBeGreaterThan(35_000);
    expect(duration).toBeLessThan(60_000);
  },
  ROUND_MILLISECONDS_MAX,
);

test('a second run writes nothing', async () => {
  const before = writesOf(server);
  const page = await browser.open(`${stage.url}/connection`);

  await browser.submit(page, '/connection/run', { token: tokenOf(page) });
  await untilState(stage, browser, 'connected');

  expect(before).toBeGreaterThan(40);
  expect(writesOf(server)).toBe(before);
});

test(
  `a run killed at any of ${KILLS} random points and resumed leaves the same space, byte for byte`,
  async () => {
    const whole = [...(await whatLiesIn(server, 'odile'))];

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
