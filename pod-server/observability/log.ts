/** One line an event, on the error stream: the standard output is for the one line that says where the server listens. */

const LOG_LEVELS = ['error', 'warn', 'info', 'verbose', 'debug', 'silly'] as const;

type LogLevel = (typeof LOG_LEVELS)[number];

export interface Log {
  error(event: string, detail?: string): void;
  info(event: string, detail?: string): void;
}

/** Writes what is at the level or graver. */
export function createLog(level: string): Log {
  const most = (LOG_LEVELS as readonly string[]).indexOf(level);
  const write = (at: LogLevel, event: string, detail = ''): void => {
    if (LOG_LEVELS.indexOf(at) > most) return;
    process.stderr.write(
      `${new Date().toISOString()} ${at} [${process.pid}] ${event}${detail === '' ? '' : `: ${detail}`}\n`,
    );
  };
  return {
    error: (event, detail) => write('error', event, detail),
    info: (event, detail) => write('info', event, detail),
  };
}
