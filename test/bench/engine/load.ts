/** A load over plain sockets: it must cost so little that the server is what is measured. */
import { connect, type Socket } from 'node:net';

export interface Load {
  readonly port: number;
  readonly connections: number;
  readonly milliseconds: number;
  /** The bytes of the next request; undefined: there are no more. */
  readonly next: () => string | undefined;
  /** Statuses that count as done; any other ends the measurement with an error. */
  readonly statuses: readonly number[];
}

export interface Measured {
  readonly requests: number;
  readonly perSecond: number;
  /** Bytes of the latest answer's body. */
  readonly bytes: number;
  /** Of single requests, from the write to the first byte and to the end. */
  readonly firstByte: Percentiles;
  readonly whole: Percentiles;
}

interface Percentiles {
  readonly median: number;
  readonly p99: number;
}

/** Sends requests one after the other on each connection until the time is over. */
export async function measure(load: Load): Promise<Measured> {
  const started = performance.now();
  const until = started + load.milliseconds;
  const lines = await Promise.all(
    Array.from({ length: load.connections }, () => new Line(load, until).run()),
  );
  const seconds = (performance.now() - started) / 1_000;
  const requests = lines.reduce((sum, line) => sum + line.whole.length, 0);
  return {
    requests,
    perSecond: requests / seconds,
    bytes: lines[0]?.bytes ?? 0,
    firstByte: percentiles(lines.flatMap((line) => line.firstByte)),
    whole: percentiles(lines.flatMap((line) => line.whole)),
  };
}

function percentiles(milliseconds: readonly number[]): Percentiles {
  const sorted = [...milliseconds].sort((one, other) => one - other);
  const at = (part: number): number => sorted[Math.floor(part * (sorted.length - 1))] ?? 0;
  return { median: at(0.5), p99: at(0.99) };
}

/** One connection with one request under way at a time. */
class Line {
  readonly firstByte: number[] = [];
  readonly whole: number[] = [];
  bytes = 0;
  readonly #load: Load;
  readonly #until: number;
  readonly #socket: Socket;
  #sent = 0;
  #head = '';
  /** Body bytes still to come; -1: until the last chunk; undefined: the head is still coming. */
  #left: number | undefined;
  #tail = '';

  public constructor(load: Load, until: number) {
    this.#load = load;
    this.#until = until;
    this.#socket = connect({ port: load.port, host: 'localhost', noDelay: true });
  }

  public run(): Promise<this> {
    return new Promise((resolve, reject) => {
      const send = (): void => {
        const bytes = performance.now() < this.#until ? this.#load.next() : undefined;
        if (bytes === undefined) {
          this.#socket.end();
          resolve(this);
          return;
        }
        this.#sent = performance.now();
        this.#head = '';
        this.#left = undefined;
        this.#socket.write(bytes);
      };
      this.#socket.on('connect', send);
      this.#socket.on('data', (chunk) => {
        try {
          if (this.#take(chunk)) send();
        } catch (error) {
          reject(error);
          this.#socket.destroy();
        }
      });
      this.#socket.on('error', reject);
      this.#socket.on('close', () => reject(new Error('The server closed the connection.')));
    });
  }

  /** Whether the answer is complete. */
  #take(chunk: Buffer): boolean {
    if (this.#left === undefined) {
      if (this.#head === '') this.firstByte.push(performance.now() - this.#sent);
      this.#head += chunk.toString('latin1');
      const end = this.#head.indexOf('\r\n\r\n');
      if (end === -1) return false;
      const body = this.#head.length - end - 4;
      this.#left = lengthIn(this.#head.slice(0, end), this.#load.statuses);
      this.bytes = body;
      this.#tail = this.#head.slice(-7);
      if (this.#left > 0) this.#left -= body;
    } else {
      this.bytes += chunk.length;
      this.#tail = (this.#tail + chunk.toString('latin1', Math.max(0, chunk.length - 7))).slice(-7);
      if (this.#left > 0) this.#left -= chunk.length;
    }
    const done = this.#left === -1 ? this.#tail.endsWith('0\r\n\r\n') : this.#left <= 0;
    if (done) this.whole.push(performance.now() - this.#sent);
    return done;
  }
}

function lengthIn(head: string, statuses: readonly number[]): number {
  const status = Number(head.slice(9, 12));
  if (!statuses.includes(status)) throw new Error(`The server answered: ${head.slice(0, 600)}`);
  if (status === 204 || status === 205 || status === 304) return 0;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) return Number(length);
  return /\r\ntransfer-encoding: *chunked/i.test(head) ? -1 : 0;
}
