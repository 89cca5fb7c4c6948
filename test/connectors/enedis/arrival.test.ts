import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseTurtle } from '../../../shapes/kit/turtle.ts';
import { meterMonth } from '../../../shapes/meter-reading/meter-reading.ts';
import {
  agree,
  changesIn,
  type EnedisStage,
  makeCitizen,
  setEnedisStage,
  untilState,
  whatLiesIn,
} from '../../kit/enedis-stage.ts';
import { type PodServer, startPodServer } from '../../kit/pod-servers.ts';
import { tokenOf, WebBrowser } from '../kit/web-browser.ts';

const ARRIVAL_MILLISECONDS_MAX = 60_000;
/** Enedis' limits of 5 calls a second and 1,000 an hour become 100 and 20,000. */
const CLOCK_FACTOR = 20;

let server: PodServer;
let stage: EnedisStage;
const browser = new WebBrowser();

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
    const duration = performance.now() - began;

    const halfHours = [...(await whatLiesIn(server, 'odile'))]
      .filter(([file]) => /\d{4}-\d\d\$?\.ttl$/.test(file))
      .flatMap(([file, text]) => {
        const address = `https://pods.exemple.invalid/${file}`;
        return meterMonth.read(parseTurtle(text, address), address).readings;
      })
      .filter(({ durationSeconds }) => durationSeconds === 1_800);
    process.stdout.write(`${halfHours.length} half-hours in ${Math.round(duration)} ms\n`);
    expect(halfHours.length).toBeGreaterThan(35_000);
    expect(duration).toBeLessThan(ARRIVAL_MILLISECONDS_MAX);
  },
  2 * ARRIVAL_MILLISECONDS_MAX,
);

test('a second run writes nothing', async () => {
  const before = await changesIn(server, 'odile');
  const page = await browser.open(`${stage.url}/connection`);

  await browser.submit(page, '/connection/run', { token: tokenOf(page) });
  await untilState(stage, browser, 'connected');

  expect(before).toBeGreaterThan(40);
  expect(await changesIn(server, 'odile')).toBe(before);
});
