import type { Logger, LoggerFactory, LogLevel } from '@solid/community-server';
import { BaseLogger, LOG_LEVELS } from '@solid/community-server';
import { writeLog } from './log.ts';

/** Lets the chassis log as the rest of the server does. */
export class StderrLoggerFactory implements LoggerFactory {
  readonly #level: string;

  public constructor(level: string) {
    this.#level = level;
  }

  public createLogger(label: string): Logger {
    return new StderrLogger(label, LOG_LEVELS.indexOf(this.#level as LogLevel));
  }
}

class StderrLogger extends BaseLogger {
  readonly #label: string;
  readonly #levelMax: number;

  public constructor(label: string, levelMax: number) {
    super();
    this.#label = label;
    this.#levelMax = levelMax;
  }

  public override log(level: LogLevel, message: string): Logger {
    if (LOG_LEVELS.indexOf(level) <= this.#levelMax)
      writeLog(level, this.#label, withoutAddresses(message));
    return this;
  }
}

/** The chassis names people by their e-mail addresses; a log is no place for them. */
function withoutAddresses(message: string): string {
  return message.replace(/[^\s@<>"]+@[^\s@<>"]+/g, '(e-mail address)');
}
