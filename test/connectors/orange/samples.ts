import { readFileSync } from 'node:fs';
import { Field } from '../../../connectors/kit/partner/field.ts';
import {
  callRecords,
  locationRecords,
  timed,
  videoRecords,
} from '../../../connectors/orange/mapping.ts';
import { parseCalls, parsePlaces, parseVideos } from '../../../connectors/orange/payload.ts';
import { correspondentMask } from '../../../connectors/orange/pseudonym.ts';

export const LINE = '33600000042';
const HOME_LINE = 'FX-0001';
const START = '2018-01-01T00:00:00';
export const mask = correspondentMask(Buffer.alloc(32, 9), LINE);

/** A synthetic answer of Orange, by name. */
export function sample(name: string): unknown {
  const file = new URL(`../fixtures/orange/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

const field = (answer: unknown): Field => Field.of(answer, 'Orange');

export const callsOf = (answer: unknown, start = START) =>
  callRecords(timed(parseCalls(field(answer), { line: LINE, start })), mask);

export const placesOf = (answer: unknown) =>
  locationRecords(timed(parsePlaces(field(answer), { line: LINE, start: START })));

export const videosOf = (answer: unknown) =>
  videoRecords(timed(parseVideos(field(answer), { line: HOME_LINE, start: START })));

/** A call of a minute, with what the test is about in place of the usual. */
export const call = (ts: string, change: object = {}): object => ({
  time: ts,
  ts,
  msisdn: LINE,
  partner: '33639981001',
  units: 60,
  typ_units: 's',
  loc: [4.8357, 45.764],
  net_lbl: '4G',
  desc: 'appel sortant',
  end_cause: 'normal',
  ...change,
});

export const message = (ts: string, change: object = {}): object =>
  call(ts, { units: 1, typ_units: 'SMS', desc: 'SMS sortant', end_cause: '', ...change });

export const place = (change: object = {}): object => ({
  msisdn: LINE,
  ts: '2026-11-03T18:00:00',
  loc: [4.8357, 45.764],
  rad: 350,
  ...change,
});

export const film = (change: object = {}): object => ({
  ts: '2026-11-03T21:04:00',
  line_id: HOME_LINE,
  cont_type: 'FILM',
  cont_title: 'Le Film Exemple',
  cont_subtitle: '',
  cont_duration: 104,
  cont_format: 'HD',
  cont_id: 'V-1',
  adult_level: '0',
  csa_code: '1',
  price: 3.99,
  use_duration: 98,
  action: 'Visualisation',
  ...change,
});
