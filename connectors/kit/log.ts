/** The only fields that may reach a log: none of them can hold a token, a WebID, a meter number or an amount. */
interface LogFields {
  readonly connection?: string;
  readonly partner?: string;
  readonly code?: string;
  readonly mover?: string;
  readonly state?: string;
  readonly status?: number;
  readonly count?: number;
  readonly attempt?: number;
  readonly milliseconds?: number;
  readonly reference?: string;
  readonly route?: string;
  /** The place of a fault in a document or an answer: property names and positions, never values. */
  readonly path?: string;
  /** The name of an unforeseen error and where in our code it came from. */
  readonly fault?: string;
}

export interface Log {
  /** @example log.info('readings.laid', { partner: 'enedis', count: 48, milliseconds: 31 }) */
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
}

const CONNECTION_MARK_LENGTH = 8;

/** One JSON object a line, on the given stream. */
export function createLog(write: (line: string) => void, now: () => Date = () => new Date()): Log {
  const at =
    (level: 'info' | 'warn') =>
    (event: string, fields: LogFields = {}): void =>
      write(`${JSON.stringify({ time: now().toISOString(), level, event, ...fields })}\n`);
  return { info: at('info'), warn: at('warn') };
}

/** Enough of a connection's id to follow it through a log. */
export function markOf(connectionId: string): string {
  return connectionId.slice(0, CONNECTION_MARK_LENGTH);
}

/** Name and first frame of an unforeseen error; its message stays out, for it may quote a value. */
export function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frame = error.stack?.split('\n').find((line) => /^\s+at /.test(line)) ?? '';
  const place = /([\w-]+\.(?:tsx?|m?js):\d+)/.exec(frame)?.[1];
  return place === undefined ? error.name : `${error.name} at ${place}`;
}
