import type { Request, Response } from 'express';
import { ConnectorError } from './errors.ts';
import type { Runner } from './runner.ts';
import type { Messages } from './words.ts';

const STREAMS_MAX = 1_000;
const HEARTBEAT_MILLISECONDS = 25_000;

/** Sends the state of a connection after each change, as server-sent events, until the browser leaves. */
export interface ProgressStreams {
  open(id: string, words: Messages, exchange: { request: Request; response: Response }): void;
  close(): void;
}

export function createProgressStreams(runner: Runner): ProgressStreams {
  const streams = new Set<Response>();
  return {
    open: (id, words, { request, response }) => {
      if (streams.size >= STREAMS_MAX) {
        throw new ConnectorError('TOO_BUSY', `${STREAMS_MAX} pages listen already`);
      }
      streams.add(response);
      response.writeHead(200, {
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-store',
      });
      const tell = (): void => {
        response.write(`data: ${JSON.stringify(stateOf(runner, id, words))}\n\n`);
      };
      const unwatch = runner.watch(id, tell);
      const heartbeat = setInterval(
        () => response.write(': still here\n\n'),
        HEARTBEAT_MILLISECONDS,
      );
      request.once('close', () => {
        clearInterval(heartbeat);
        unwatch();
        streams.delete(response);
      });
      tell();
    },
    close: () => {
      for (const response of streams) response.end();
    },
  };
}

function stateOf(runner: Runner, id: string, words: Messages): object {
  const record = runner.view(id);
  const { done = 0, total = 0 } = record?.progress ?? {};
  return {
    state: record?.state ?? '',
    reason: record?.reason ?? '',
    done,
    total,
    words: total > 0 ? words.connection.progress(done, total) : '',
  };
}
