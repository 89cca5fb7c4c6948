/** How rows are measured: contestants alternate, so that a slow minute of the machine hits them alike. */
import { type Measured, measure } from './load.ts';
import type { Peer } from './peers.ts';
import { processorMicroseconds } from './processes.ts';

export const CONNECTIONS = 16;
const WARM_MILLISECONDS = 4_000;

/** A line of the table. */
export interface Row {
  /** What was done, and the unit of the numbers if it is not "per second". */
  readonly work: string;
  readonly ours: number;
  readonly css?: number;
  /** A rate that nothing on this machine can exceed, or the most that a time or a size may be. */
  readonly limit?: number;
  /** Our own server without what the row adds: few resources, one process. */
  readonly plain?: number;
  /** How many times better we are than CSS. */
  readonly timesCss?: number;
  readonly ofLimit?: number;
  readonly ofPlain?: number;
  readonly more?: Readonly<Record<string, number>>;
}

export interface Turns {
  readonly milliseconds: number;
  /** How often contestants take turns. */
  readonly turns: number;
}

export interface Course extends Turns {
  readonly css?: Peer;
  readonly ours: Peer;
}

export interface Work {
  readonly name: string;
  readonly statuses: readonly number[];
  readonly connections?: number;
  /** Makes the requests of one peer; called anew for each turn. */
  requests(peer: Peer): () => string | undefined;
}

type Rate = Pick<Measured, 'perSecond' | 'requests'> & Partial<Measured>;

export interface Contestant {
  /** Of the processes whose processor time is to be told. */
  readonly pids: readonly (number | undefined)[];
  measure(milliseconds: number): Promise<Rate>;
}

export interface Limit extends Contestant {
  close(): void;
}

interface Result {
  /** The median of the turns. */
  readonly perSecond: number;
  readonly processorMicroseconds: number | undefined;
  readonly last: Rate;
}

/** Alternates in the order given. */
export async function alternate<Contestants extends Readonly<Record<string, Contestant>>>(
  contestants: Contestants,
  { turns, milliseconds }: Turns,
): Promise<{ readonly [Name in keyof Contestants]: Result }> {
  const all = Object.entries<Contestant>(contestants);
  const taken = new Map<string, Taken[]>(all.map(([name]) => [name, []]));
  for (let turn = 0; turn < turns; turn += 1)
    for (const [name, contestant] of all)
      taken.get(name)?.push(await takeTurn(contestant, milliseconds));
  const results = [...taken].map(([name, ofOne]) => [name, resultOf(ofOne)]);
  return Object.fromEntries(results) as { readonly [Name in keyof Contestants]: Result };
}

interface Taken {
  readonly rate: Rate;
  readonly processor: number | undefined;
}

async function takeTurn(contestant: Contestant, milliseconds: number): Promise<Taken> {
  const spent = (): number =>
    contestant.pids.reduce<number>((sum, pid) => sum + processorMicroseconds(pid), 0);
  const before = spent();
  const rate = await contestant.measure(milliseconds);
  if (contestant.pids.length === 0) return { rate, processor: undefined };
  return { rate, processor: (spent() - before) / rate.requests };
}

function resultOf(turns: readonly Taken[]): Result {
  const last = turns.at(-1);
  if (last === undefined) throw new Error('Nobody took a turn.');
  return {
    perSecond: median(turns.map(({ rate }) => rate.perSecond)),
    processorMicroseconds: last.processor,
    last: last.rate,
  };
}

/** Ours, the stock server and a limit. */
export async function compare(course: Course, work: Work, limit?: Limit): Promise<Row> {
  const { css, ours } = course;
  // A server is measured as it runs for most of its life: its hot code compiled.
  for (const peer of [ours, css]) if (peer !== undefined) await load(peer, work, WARM_MILLISECONDS);
  const contestants = {
    ...(css && { css: contestant(css, work) }),
    ours: contestant(ours, work),
    ...(limit && { limit }),
  };
  const results = await alternate(contestants, course);
  limit?.close();
  const rate = results.ours.perSecond;
  const processor = Object.entries(results).flatMap(([name, { processorMicroseconds: spent }]) =>
    spent === undefined ? [] : [[`${name}ProcessorMicroseconds`, spent]],
  );
  return {
    work: work.name,
    ours: rate,
    ...(results.css && { css: results.css.perSecond, timesCss: rate / results.css.perSecond }),
    ...(results.limit && {
      limit: results.limit.perSecond,
      ofLimit: rate / results.limit.perSecond,
    }),
    more: { ...Object.fromEntries(processor), ...timesOf(results.ours.last) },
  };
}

function timesOf(last: Rate): Readonly<Record<string, number>> {
  return {
    medianMilliseconds: last.whole?.median ?? 0,
    p99Milliseconds: last.whole?.p99 ?? 0,
    firstByteP99Milliseconds: last.firstByte?.p99 ?? 0,
    answerBytes: last.bytes ?? 0,
  };
}

function contestant(peer: Peer, work: Work): Contestant {
  return {
    pids: [peer.server.process.pid],
    measure: (milliseconds) => load(peer, work, milliseconds),
  };
}

function load(peer: Peer, work: Work, milliseconds: number): Promise<Measured> {
  return measure({
    port: peer.port,
    connections: work.connections ?? CONNECTIONS,
    milliseconds,
    next: work.requests(peer),
    statuses: work.statuses,
  });
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
