import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OrangeAccess } from '../../../connectors/orange/access.ts';
import { lines as allLines, correspondentsOf } from '../../../connectors/orange/sandbox/lines.ts';
import { callRows } from '../../../connectors/orange/sandbox/rows.ts';
import { bill } from '../../../shapes/bill/bill.ts';
import { daysOfMonth } from '../../../shapes/kit/local-time.ts';
import { parseTurtle } from '../../../shapes/kit/turtle.ts';
import { validate } from '../../../shapes/kit/validate.ts';
import { type VideoMonth, videoMonth } from '../../../shapes/video-month/video-month.ts';
import {
  callsIn,
  copyOf,
  isDocument,
  lines,
  NOW,
  namesIn,
  openStage,
  type Pull,
  pullAll,
  Space,
  type Stage,
  sorted,
} from './stage.ts';

/** One a month for two years. */
const BILLS = 24;

const whole = new Space();
const short = new Space();
const videos = new Space();
let stage: Stage;
let odile: OrangeAccess;
let newcomer: OrangeAccess;
let home: OrangeAccess;
let first: Pull;
let firstOfNewcomer: Pull;
let firstOfHome: Pull;

beforeAll(async () => {
  stage = await openStage();
  odile = await stage.agree(lines.odile);
  first = await pullAll(stage.connector(lines.odile), odile, { space: whole });
  newcomer = await stage.agree(lines.newcomer, { location: 'in' });
  firstOfNewcomer = await pullAll(stage.connector(lines.newcomer), newcomer, { space: short });
  home = await stage.agree(lines.odileHome);
  firstOfHome = await pullAll(stage.connector(lines.odileHome), home, { space: videos });
});
afterAll(() => stage.close());

describe('the first run of a mobile line', () => {
  test('brings the line, then the newest month, then back through time', () => {
    expect(first.error).toBeUndefined();
    expect(namesIn(first).slice(0, 3)).toEqual([
      'line.ttl',
      '2026-11-calls.ttl',
      '2026-10-calls.ttl',
    ]);
    expect(namesIn(first).at(-1)).toBe('2024-11-calls.ttl');
    expect(namesIn(first)).toHaveLength(26);
  });

  test('brings every call and message that Orange has, two rows of one SMS as one', () => {
    const line = allLines.find(({ id }) => id === lines.odile);
    if (line === undefined) throw new Error('Odile has no line.');
    const rows = daysOfMonth('2026-09').flatMap((day) => callRows(line, day));
    const companions = rows.filter(({ body }) => body.typ_units === 'SMS_C').length;

    const { records } = callsIn(whole, '2026-09');

    expect(companions).toBeGreaterThan(3);
    expect(records).toHaveLength(rows.length - companions);
    const seconds = (sum: number, { amount }: { amount: number }) => sum + amount;
    const spoken = records.flatMap((one) => (one.kind === 'voice' ? [one] : []));
    const said = rows.flatMap(({ body }) =>
      body.typ_units === 's' ? [{ amount: Number(body.units) }] : [],
    );
    expect(spoken.reduce(seconds, 0)).toBe(said.reduce(seconds, 0));
  });

  test('writes nobody’s number but her own, and that in one document', () => {
    const line = allLines.find(({ id }) => id === lines.odile);
    if (line === undefined) throw new Error('Odile has no line.');
    const numbers = [
      ...correspondentsOf(line).filter((number) => /^\d{5,}$/.test(number)),
      lines.odile,
    ];
    const texts = sorted(whole).filter(([name]) => !/^(?:line\.ttl|documents\/)/.test(name));

    const named = texts.filter(([, text]) => numbers.some((number) => text.includes(number)));

    expect(numbers).toHaveLength(13);
    expect(named).toEqual([]);
    expect(whole.documents.get('line.ttl')).toContain(lines.odile);
    const { records } = callsIn(whole, '2026-09');
    const names = new Set(
      records.flatMap((one) => ('correspondent' in one ? [one.correspondent] : [])),
    );
    expect(names.size).toBeGreaterThan(3);
    expect(names.size).toBeLessThanOrEqual(correspondentsOf(line).length);
  });

  test('reads no position while she has not asked Orange for it', () => {
    expect([...whole.documents.keys()].filter((name) => name.includes('position'))).toEqual([]);
    expect(whole.documents.get('line.ttl')).toContain('locationShared false');
  });

  test('tells how many days are done, and which are covered at the end', () => {
    const progress = first.pulled.filter((one) => one.kind === 'progress');

    expect(progress[0]).toEqual({ kind: 'progress', done: 0, total: 753, unit: 'day' });
    expect(progress.at(-1)).toEqual({ kind: 'progress', done: 753, total: 753, unit: 'day' });
    expect(first.pulled.findLast((one) => one.kind === 'coverage')).toMatchObject({
      lastDay: '2026-11-22',
    });
  });

  test('brings documents that all have the shape they claim', async () => {
    const all = [first, firstOfNewcomer, firstOfHome].flatMap(({ pulled }) =>
      pulled.filter(isDocument).filter((_, index) => index % 5 === 0),
    );
    for (const { shape, thing } of all) {
      const url = `https://space.invalid/${shape.nameOf(thing)}`;
      await validate(shape.write(thing, url), shape);
    }
  });

  test('keeps both of two records of one second', () => {
    const pairs = [...whole.documents.keys()]
      .filter((name) => name.endsWith('calls.ttl'))
      .map((name) => callsIn(whole, name.slice(0, 7)).records)
      .flatMap((records) =>
        records.filter((one, index) => records[index - 1]?.at.getTime() === one.at.getTime()),
      );

    expect(pairs.length).toBeGreaterThan(20);
  });

  test('puts the calls of both hours of an autumn night where they belong', () => {
    const night = callsIn(whole, '2026-10').records.filter(({ at }) => {
      const time = at.toISOString();
      return time >= '2026-10-25T00:00' && time < '2026-10-25T03:00';
    });

    const times = new Set(night.map(({ at }) => at.toISOString().slice(11, 16)));
    expect([...times]).toEqual(['00:30', '00:45', '01:15', '01:30', '01:45']);
  });
});

describe('a line whose holder asked Orange for her positions', () => {
  test('gets them beside her calls, latitude first', () => {
    const text = short.documents.get('2026-11-positions.ttl') ?? '';

    expect(firstOfNewcomer.error).toBeUndefined();
    expect(text).toMatch(/ 46800:45\.\d{5},4\.\d{5}~\d+ /);
    expect(short.documents.get('line.ttl')).toContain('locationShared true');
  });

  test('keeps what was brought, and gets no more, once she switches it off at Orange', async () => {
    const space = copyOf(short);
    const headers = { authorization: `Bearer ${newcomer.token}` };
    await fetch(`${stage.url}/profile/locopt?opt=out`, { headers });

    const later = await pullAll(stage.connector(lines.newcomer), newcomer, {
      space,
      checkpoint: firstOfNewcomer.checkpoint,
    });
    await fetch(`${stage.url}/profile/locopt?opt=in`, { headers });

    expect(later.error).toBeUndefined();
    expect(namesIn(later).filter((name) => name.includes('position'))).toEqual([]);
    expect(space.documents.get('2026-11-positions.ttl')).toBe(
      short.documents.get('2026-11-positions.ttl'),
    );
    expect(space.documents.get('line.ttl')).toContain('locationShared false');
  });
});

describe('a home line', () => {
  const month = (name: string): VideoMonth => {
    const url = `https://space.invalid/${name}`;
    return videoMonth.read(parseTurtle(videos.documents.get(name) ?? '', url), url);
  };

  test('brings its videos, with their minutes as seconds and their prices in cents', () => {
    const all = [...videos.documents.keys()]
      .filter((name) => name.endsWith('videos.ttl'))
      .flatMap((name) => month(name).records);

    expect(firstOfHome.error).toBeUndefined();
    expect(all.length).toBeGreaterThan(60);
    const viewing = all.find(
      (one) => one.kind === 'video' && one.title === 'Les Canuts' && one.action === 'viewing',
    );
    expect(viewing).toMatchObject({ contentSeconds: 5_760, viewedSeconds: 5_400, priceCents: 499 });
  });

  test('keeps no word about for whom a video is meant', () => {
    expect(
      sorted(videos)
        .map(([, text]) => text)
        .join(),
    ).not.toMatch(/csa|adult/i);
  });
});

describe('bills', () => {
  test('come with their PDF beside them, from each source in a container of its own', () => {
    const name = 'documents/orange/2026-10-20-ORA-11-2026-10';
    const pdf = Buffer.from(whole.files.get(`${name}.pdf`) ?? []).toString('latin1');
    const url = `https://space.invalid/${name}.ttl`;

    expect(whole.files.size).toBe(BILLS);
    expect(pdf).toMatch(/^%PDF-1\.4.*Facture ORA-11-2026-10 du 2026-10-20.*%%EOF\n$/s);
    expect(bill.read(parseTurtle(whole.documents.get(`${name}.ttl`) ?? '', url), url)).toEqual({
      partner: 'orange',
      billNumber: 'ORA-11-2026-10',
      kind: 'bill',
      issued: '2026-10-20',
      amountCents: 1_999,
      contractNumber: 'C-7711-M',
      file: '2026-10-20-ORA-11-2026-10.pdf',
    });
    expect(
      [...videos.files.keys()].every((file) => file.startsWith('documents/orange-fixe/')),
    ).toBe(true);
  });

  test('whose file is not there yet come without it, and get it later', async () => {
    const space = new Space();
    const path = 'documents/orange-fixe/2026-11-20-ORA-44-2026-11';
    const access = await stage.agree(lines.newcomerHome);
    const connector = stage.connector(lines.newcomerHome);
    await stage.setFault(lines.newcomerHome, 'bill-without-file');
    const early = await pullAll(connector, access, { space });
    await stage.setFault(lines.newcomerHome, 'none');
    expect(early.error).toBeUndefined();
    expect(space.files.size).toBe(0);
    expect(space.documents.get(`${path}.ttl`)).not.toContain('.pdf');

    await pullAll(connector, access, { space, checkpoint: early.checkpoint });

    expect(space.files.has(`${path}.pdf`)).toBe(true);
    expect(space.documents.get(`${path}.ttl`)).toContain('.pdf');
  });

  test('are fetched once: a later run asks for no file again', async () => {
    const later = await pullAll(stage.connector(lines.odile), odile, {
      space: copyOf(whole),
      checkpoint: first.checkpoint,
    });

    expect(later.pulled.filter(({ kind }) => kind === 'file')).toEqual([]);
    expect(later.checkpoint.bills).toHaveLength(BILLS);
  });
});

describe('a later run', () => {
  test('on the same day reads the recent months again and writes nothing', async () => {
    for (const [access, before, space] of [
      [odile, first, copyOf(whole)],
      [newcomer, firstOfNewcomer, copyOf(short)],
      [home, firstOfHome, copyOf(videos)],
    ] as const) {
      const second = await pullAll(stage.connector(access.line), access, {
        space,
        checkpoint: before.checkpoint,
      });

      expect(second.error).toBeUndefined();
      expect(space.writes).toBe(0);
      expect(second.checkpoint).toEqual(before.checkpoint);
      const recent = namesIn(second).filter((name) => /^2026-1[01]-/.test(name));
      expect(namesIn(second)).toEqual(['line.ttl', ...recent]);
      expect(recent.length).toBeGreaterThan(1);
    }
  });

  test('after a death at any step ends with the same space', async () => {
    const agreed = await stage.agree(lines.newcomerHome);
    const connector = stage.connector(lines.newcomerHome);
    const undisturbed = new Space();
    const { pulled, checkpoint } = await pullAll(connector, agreed, { space: undisturbed });
    expect(pulled.length).toBeGreaterThan(20);

    for (let steps = 1; steps < pulled.length; steps += 1) {
      const space = new Space();
      const killed = await pullAll(connector, agreed, { space, steps });
      const resumed = await pullAll(connector, agreed, { space, checkpoint: killed.checkpoint });

      expect(resumed.error, `after a death at step ${steps}`).toBeUndefined();
      expect(resumed.checkpoint).toEqual(checkpoint);
      expect(sorted(space)).toEqual(sorted(undisturbed));
      expect([...space.files.keys()].sort()).toEqual([...undisturbed.files.keys()].sort());
    }
  });

  test('does not read again what it had laid before it died', async () => {
    const steps =
      1 +
      first.pulled.findIndex(
        (one) => one.kind === 'checkpoint' && one.checkpoint.months.calls['2026-11'] !== undefined,
      );
    const killed = await pullAll(stage.connector(lines.odile), odile, { steps });

    const resumed = await pullAll(stage.connector(lines.odile), odile, {
      checkpoint: killed.checkpoint,
      steps: 4 + BILLS,
    });

    expect(namesIn(resumed)).toEqual(['line.ttl', '2026-10-calls.ttl']);
  });

  test('the day after asks for recent months only', async () => {
    const tomorrow = new Date(NOW.getTime() + 86_400_000);

    const pull = await pullAll(stage.connector(lines.odile, tomorrow), odile, {
      space: copyOf(whole),
      checkpoint: first.checkpoint,
      now: tomorrow,
    });

    expect(namesIn(pull)).toEqual(['line.ttl', '2026-11-calls.ttl', '2026-10-calls.ttl']);
    expect(pull.checkpoint.months.calls['2026-11']).toBe('2026-11-24');
  });

  test('finds rows that came late, up to a month after', async () => {
    const space = new Space();
    const connector = stage.connector(lines.newcomer);
    await stage.setFault(lines.newcomer, 'late');
    const early = await pullAll(connector, newcomer, { space });
    await stage.setFault(lines.newcomer, 'none');
    expect(early.checkpoint.covered?.lastDay).toBe('2026-11-20');

    await pullAll(connector, newcomer, { space, checkpoint: early.checkpoint });

    expect(sorted(space)).toEqual(sorted(short));
  });

  test('begins again when its checkpoint cannot be read', () => {
    const { checkpoint } = stage.connector(lines.odile);

    expect(checkpoint.parse({ version: 1, months: { calls: { x: 1 } } })).toEqual(checkpoint.first);
    expect(checkpoint.parse(undefined)).toEqual(checkpoint.first);
    expect(checkpoint.parse(first.checkpoint)).toEqual(first.checkpoint);
  });
});

test('a renewed agreement finds the same place and the same correspondents', async () => {
  const again = await stage.agree(lines.newcomer, { location: 'in' });
  const space = copyOf(short);
  const connector = stage.connector(lines.newcomer);

  const pull = await pullAll(connector, again, { space });

  expect(again.token).not.toBe(newcomer.token);
  expect(connector.places(again)).toEqual(connector.places(newcomer));
  expect(pull.error).toBeUndefined();
  expect(space.writes).toBe(0);
});
