import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lines as allLines } from '../../../connectors/orange/sandbox/lines.ts';
import { callRows, placeRows, videoRows } from '../../../connectors/orange/sandbox/rows.ts';
import { startSandbox } from '../../../connectors/orange/sandbox/sandbox.ts';
import { addDays } from '../../../shapes/kit/local-time.ts';
import { answerConsent, lines, NOW, openStage, REDIRECT_URL, type Stage } from './stage.ts';

let stage: Stage;
let mobile: string;
let home: string;

beforeAll(async () => {
  stage = await openStage();
  mobile = (await stage.agree(lines.odile)).token;
  home = (await stage.agree(lines.odileHome)).token;
});
afterAll(() => stage.close());

async function get(path: string, token = mobile, url = stage.url) {
  const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

describe('the simulated Orange keeps the rules of the pilot’s', () => {
  test('its rows have the names and forms of the samples', async () => {
    const { body } = await get('/data/cra?start=2026-11-02T00:00:00');

    expect(body[0]).toEqual({
      time: expect.stringMatching(/^2026-11-0\dT\d\d:\d\d:\d\d$/),
      ts: body[0].time,
      msisdn: lines.odile,
      partner: expect.any(String),
      units: expect.any(Number),
      typ_units: expect.stringMatching(/^(?:s|SMS|SMS_C|MMS)$/),
      loc: [expect.any(Number), expect.any(Number)],
      net_lbl: expect.stringMatching(/^[34]G$/),
      desc: expect.stringMatching(/ (?:sortant|entrant)$/),
      end_cause: expect.any(String),
    });
    // Longitude first.
    expect(Math.round(body[0].loc[0])).toBe(5);
    expect(Math.round(body[0].loc[1])).toBe(46);
  });

  test('it gives the first 400 rows from the asked second on, in order of time', async () => {
    const { body } = await get('/data/cra?start=2026-01-01T00:00:00');
    const times = body.map(({ ts }: { ts: string }) => ts);

    expect(body).toHaveLength(400);
    expect(times).toEqual(times.toSorted());
    const again = await get(`/data/cra?start=${times.at(-1)}`);
    expect(again.body[0].ts).toBe(times.at(-1));
  });

  test('rows of the last hour are not there yet', async () => {
    const { body } = await get('/data/cra?start=2026-11-20T00:00:00');

    expect(body.at(-1).ts <= '2026-11-23T10:00:00').toBe(true);
  });

  test.each<[string, () => Promise<{ status: number }>, number]>([
    ['nobody without a token', () => get('/data/cra?start=2026-11-02T00:00:00', 'none'), 401],
    ['calls with a home’s token', () => get('/data/cra?start=2026-11-02T00:00:00', home), 403],
    ['videos with a mobile’s token', () => get('/data/vod?start=2026-11-02T00:00:00'), 403],
    ['no time to start from', () => get('/data/cra?start=yesterday'), 400],
    ['somebody else’s bill', () => get('/data/factures/ORA-22-2026-10/pdf'), 404],
  ])('it refuses %s', async (_what, ask, status) => {
    expect(await ask()).toMatchObject({ status });
  });

  test('positions are an error in each row until she asks for them, and again after', async () => {
    const start = '/data/loc?start=2026-11-20T00:00:00';
    const first = async () => (await get(start)).body[0];

    expect(await first()).toMatchObject({ err: 'geolocation not available' });
    expect((await get('/profile/locopt?opt=in')).body).toEqual({ result: 'in' });
    expect(await first()).toMatchObject({ rad: expect.any(Number) });
    expect((await get('/profile/locopt?opt=out')).body).toEqual({ result: 'out' });
    expect(await first()).toMatchObject({ err: 'geolocation not available' });
  });

  test('the sixth call within a second is refused, with the pause to keep', async () => {
    const slow = await startSandbox(sandboxConfig({ clock: { now: NOW, factor: 0.001 } }));
    const back = await answerConsent(authOf(slow.url), { line: lines.odile });
    const token = back.get('token') ?? '';

    const answers = [];
    for (let call = 0; call < 6; call += 1)
      answers.push(await get('/profile/locopt', token, slow.url));
    await slow.close();

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(answers.at(-1)?.headers.get('retry-after')).toBe('30');
  });

  test('a bill of a home is its subscription and the films ordered since the one before', async () => {
    const { body } = await get('/data/factures', home);
    const films = [...Array(60).keys()]
      .map((count) => addDays('2026-09-20', count))
      .filter((day) => day < '2026-10-20')
      .flatMap((day) => videoRows(lineOf(lines.odileHome), day))
      .filter(({ body: row }) => row.action === 'Commande')
      .reduce((sum, { body: row }) => sum + Number(row.price), 0);

    const october = body.find(({ date }: { date: string }) => date === '2026-10-20');
    expect(films).toBeGreaterThan(0);
    expect(october.amount).toBeCloseTo(34.99 + films, 2);
  });
});

const lineOf = (id: string) => {
  const line = allLines.find((one) => one.id === id);
  if (line === undefined) throw new Error(`There is no line ${id}.`);
  return line;
};

describe('the rows that it serves', () => {
  test('are the same for ever, and others for each line and day', () => {
    const line = lineOf(lines.odile);
    const bodies = (id: string, day: string) => callRows(lineOf(id), day).map(({ body }) => body);

    expect(bodies(line.id, '2026-11-02')).toEqual(bodies(line.id, '2026-11-02'));
    expect(bodies(line.id, '2026-11-02')).not.toEqual(bodies(line.id, '2026-11-03'));
    expect(placeRows(line, '2026-11-02')).toHaveLength(15);
  });

  test('show the same time twice in the night in which the clock is put back', () => {
    const times = callRows(lineOf(lines.odile), '2026-10-25').map(({ body }) => String(body.ts));
    const night = times.filter((time) => time.startsWith('2026-10-25T02'));

    expect(night).not.toEqual(night.toSorted());
  });

  test('show no time that the clock skips in spring', () => {
    for (const { id } of allLines.filter(({ kind }) => kind === 'mobile')) {
      const times = callRows(lineOf(id), '2026-03-29').map(({ body }) => String(body.ts));
      expect(times.filter((time) => time.startsWith('2026-03-29T02'))).toEqual([]);
    }
  });
});

describe('the pages of the simulation', () => {
  test('say that they are one, name the lines, tick no positions, and run no script', async () => {
    const answer = await fetch(authOf(stage.url));
    const html = await answer.text();

    expect(html).toContain('Simulation d’Orange');
    expect(html).toContain('Odile FABRE');
    expect(html).toMatch(/<input type="checkbox" name="location" value="in"\s*\/?>/);
    expect(html).not.toContain('<script');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test.each([
    'http://elsewhere.invalid/consented?state=s',
    'http://localhost:3240/other',
    'nowhere',
    '',
  ])('lead back to the application only, not to "%s"', async (back) => {
    const answer = await fetch(authOf(stage.url, back));

    expect(answer.status).toBe(400);
  });

  test('let a fault be set, and refuse one that does not exist', async () => {
    const set = (fault: string) =>
      fetch(`${stage.url}/sandbox/customers/${lines.newcomer}/fault`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ fault }),
      });

    expect((await set('late')).status).toBe(303);
    expect((await set('earthquake')).status).toBe(400);
  });
});

test('agreements outlive a restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'orange-sandbox-'));
  const before = await startSandbox(sandboxConfig({ folder }));
  const back = await answerConsent(authOf(before.url), { line: lines.odile, location: 'in' });
  await before.close();

  const after = await startSandbox(sandboxConfig({ folder }));
  const answer = await get('/profile/locopt', back.get('token') ?? '', after.url);
  await after.close();
  await rm(folder, { recursive: true });

  expect(answer).toMatchObject({ status: 200, body: { result: 'in' } });
});

function authOf(base: string, back = `${REDIRECT_URL}?state=s`): URL {
  const url = new URL(`${base}/auth`);
  url.searchParams.set('redirect_url', back);
  return url;
}

function sandboxConfig(change: object) {
  return {
    port: 0,
    baseUrl: 'http://localhost',
    redirectUrl: REDIRECT_URL,
    clientId: 'none',
    clientSecret: 'none',
    clock: { now: NOW, factor: 1_000 },
    ...change,
  };
}
