/** What can go wrong between a partner and whoever asks it, without the partner's knowledge. */
import type { ServerResponse } from 'node:http';
import { isText, sendAnswer, type WireAnswer, type WireFault } from './wire-proxy.ts';

/** JSON as a value, whatever it holds. */
type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

const TEN_MEGABYTES = 10_000_000;
const DRIPS = 20;
const DRIP_MILLISECONDS = 5;

/** Refuses without asking the partner, in the most usual form of a gateway. */
export function refuses(status: number, headers: Readonly<Record<string, string>> = {}): WireFault {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify({ error: 'refused', message: 'The gateway refuses.' }));
    return true;
  };
}

/** Takes the call and says nothing, for ever. */
export const hangs: WireFault = () => true;

/** Breaks the connection in the middle of the answer. */
export const cuts: WireFault = async (response, ask) => {
  const { status, headers, body } = await ask();
  response.writeHead(status, { ...plain(headers), 'content-length': body.length * 2 });
  response.write(body.subarray(0, body.length / 2), () => response.socket?.destroy());
  return true;
};

/** The page of a proxy on a day of maintenance, as a success. */
export const answersHtml: WireFault = (response) => {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  response.end('<!doctype html><title>Maintenance</title><p>Revenez plus tard.');
  return true;
};

/** Half of the answer, announced as the whole. */
export const truncates: WireFault = changes(({ status, headers, body }) => ({
  status,
  headers,
  body: body.subarray(0, body.length / 2),
}));

export const sendsTenMegabytes: WireFault = changes(({ status, headers, body }) => ({
  status,
  headers,
  body: Buffer.concat([body, Buffer.alloc(TEN_MEGABYTES, ' ')]),
}));

/** The true answer, as if it were no data at all. */
export const sendsAnotherType: WireFault = changes(({ status, headers, body }) => ({
  status,
  headers: { ...headers, 'content-type': 'image/png' },
  body,
}));

export const sendsNothing: WireFault = changes(({ status, headers }) => ({
  status,
  headers,
  body: Buffer.alloc(0),
}));

/** Slowly, but the whole of it. */
export const drips: WireFault = async (response, ask) => {
  const { status, headers, body } = await ask();
  response.writeHead(status, { ...plain(headers), 'content-length': body.length });
  const step = Math.ceil(body.length / DRIPS);
  drip(response, (sent) => body.subarray(sent * step, (sent + 1) * step));
  return true;
};

/** A byte now and then, without an end. */
export const dripsForEver: WireFault = async (response, ask) => {
  const { status, headers } = await ask();
  response.writeHead(status, plain(headers));
  drip(response, () => Buffer.from(' '));
  return true;
};

/** Sends whoever asks to another address. */
export function leadsTo(elsewhere: string): WireFault {
  return (response) => {
    response.writeHead(302, { location: `${elsewhere}/answer`, 'content-length': 0 });
    response.end();
    return true;
  };
}

/** The partner's own links, such as that of the next page, name another address. */
export function linksTo(elsewhere: string, ownAddress: string): WireFault {
  return changes((answer) => {
    const text = answer.body.toString();
    const led = text.replaceAll(ownAddress, elsewhere);
    return led === text ? undefined : { ...answer, body: Buffer.from(led) };
  });
}

/** Each item of each list twice. */
export const repeatsItems: WireFault = changesLists((list) => list.flatMap((item) => [item, item]));

export const reversesLists: WireFault = changesLists((list) => [...list].reverse());

/** What came last is not there yet. */
export const lacksTheLast: WireFault = changesLists((list) => list.slice(0, -1));

export const emptiesLists: WireFault = changesLists(() => []);

/** Every number and text is an object instead, which no contract has anywhere. */
export const mixesTypes: WireFault = changesJson((value) => withLeaves(value));

/** A fault of one partner's own making: its text, changed. */
export function rewrites(change: (text: string) => string): WireFault {
  return changes((answer) => {
    const text = answer.body.toString();
    const changed = change(text);
    return changed === text ? undefined : { ...answer, body: Buffer.from(changed) };
  });
}

function changesLists(change: (list: Json[]) => Json[]): WireFault {
  return changesJson((value) => withLists(value, change));
}

function changesJson(change: (value: Json) => Json): WireFault {
  return changes((answer) => {
    if (!isText(answer.headers)) return undefined;
    const values = jsonValuesOf(answer.body.toString());
    if (values === undefined) return undefined;
    const before = values.map((value) => JSON.stringify(value)).join('\n');
    const after = values.map((value) => JSON.stringify(change(value))).join('\n');
    return before === after ? undefined : { ...answer, body: Buffer.from(after) };
  });
}

function changes(change: (answer: WireAnswer) => WireAnswer | undefined): WireFault {
  return async (response, ask) => {
    const changed = change(await ask());
    if (changed === undefined) return false;
    sendAnswer(response, changed);
    return true;
  };
}

function drip(response: ServerResponse, piece: (sent: number) => Buffer): void {
  let sent = 0;
  const timer = setInterval(() => {
    const bytes = piece(sent);
    if (bytes.length === 0) response.end();
    else response.write(bytes);
    sent += 1;
  }, DRIP_MILLISECONDS);
  response.on('close', () => clearInterval(timer));
}

function plain(headers: WireAnswer['headers']): WireAnswer['headers'] {
  const { 'transfer-encoding': _, connection: __, 'keep-alive': ___, ...others } = headers;
  const { 'content-length': ____, ...rest } = others;
  return rest;
}

/** One JSON value, or several in a row, as line-wise formats have them; undefined when it is neither. */
function jsonValuesOf(text: string): Json[] | undefined {
  try {
    return piecesOf(text).map((piece) => JSON.parse(piece) as Json);
  } catch {
    return undefined;
  }
}

/** Where a bracket of the outermost level closes, a value ends. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let depth = 0;
  let from = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === '{' || token === '[') depth += 1;
    if (token !== '}' && token !== ']') continue;
    depth -= 1;
    if (depth !== 0) continue;
    pieces.push(text.slice(from, index + 1));
    from = index + 1;
  }
  const rest = text.slice(from).trim();
  return rest === '' ? pieces : [...pieces, rest];
}

function withLists(value: Json, change: (list: Json[]) => Json[]): Json {
  if (Array.isArray(value)) return change(value.map((item) => withLists(item, change)));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, withLists(inner, change)]),
  );
}

function withLeaves(value: Json): Json {
  if (Array.isArray(value)) return value.map(withLeaves);
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value !== 'object') return { wrong: true };
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, withLeaves(inner)]),
  );
}
