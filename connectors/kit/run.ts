import type { Clock } from './clock.ts';
import type { Connector } from './contract.ts';
import type { PlaceRecord } from './journal.ts';
import { asConnectorError, startLaying } from './laying.ts';

/** What a run tells while it goes; it waits for each of these to be kept before it goes on. */
interface RunReport<Access, Checkpoint> {
  /** Everything before this checkpoint lies in the space. */
  checkpoint(checkpoint: Checkpoint): Promise<void>;
  coverage(days: { readonly firstDay: string; readonly lastDay: string }): Promise<void>;
  /** The next run begins with this access. */
  access(access: Access): Promise<void>;
  progress(days: { readonly done: number; readonly total: number }): void;
}

export interface RunParts<Access, Checkpoint> {
  readonly connector: Connector<Access, Checkpoint>;
  readonly access: Access;
  readonly checkpoint: Checkpoint;
  readonly place: Pick<PlaceRecord, 'storage' | 'container' | 'more'>;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly report: RunReport<Access, Checkpoint>;
}

/** Pulls once from the partner, lays what comes, and says how many documents it wrote. Throws a ConnectorError. */
export async function run<Access, Checkpoint>(
  parts: RunParts<Access, Checkpoint>,
): Promise<number> {
  const { connector, access, checkpoint, clock, signal, report } = parts;
  const asConnector: typeof fetch = (input, init) =>
    parts.fetch(input, {
      ...init,
      signal: init?.signal ? AbortSignal.any([init.signal, signal]) : signal,
    });
  const laying = startLaying(parts.place, asConnector);
  try {
    for await (const pulled of connector.pull({ access, checkpoint, clock, signal })) {
      signal.throwIfAborted();
      switch (pulled.kind) {
        case 'document':
        case 'file':
          await laying.add(pulled);
          break;
        case 'access':
          await report.access(pulled.access);
          break;
        case 'checkpoint':
          // Singer's rule: a checkpoint is kept once the target has acknowledged what came before it.
          await laying.flush();
          await report.checkpoint(pulled.checkpoint);
          break;
        case 'coverage':
          await laying.flush();
          await report.coverage({ firstDay: pulled.firstDay, lastDay: pulled.lastDay });
          break;
        case 'progress':
          report.progress({ done: pulled.done, total: pulled.total });
          break;
      }
    }
    await laying.flush();
  } catch (error) {
    signal.throwIfAborted();
    throw asConnectorError(error);
  }
  return laying.written;
}
