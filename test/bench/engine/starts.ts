/** How long a start takes, how much memory an idle server holds, how fast accounts with spaces are made. */
import { readFileSync } from 'node:fs';
import { askAccountApi, controlOf, type PodServer } from '../../kit/pod-servers.ts';
import type { Peer } from './peers.ts';
import type { Row } from './rows.ts';

/** Resident memory in megabytes. */
export function memoryOf(server: PodServer): number {
  const status = readFileSync(`/proc/${server.process.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024;
}

/** Account and pod, without a password: hashing is slow on purpose and the same for everybody. */
export async function makeAccounts(
  peers: { readonly css?: Peer; readonly ours: Peer },
  counts: { readonly css: number; readonly ours: number },
): Promise<Row> {
  const rate = async (peer: Peer, count: number): Promise<number> => {
    const started = performance.now();
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < count) {
        next += 1;
        await makeAccount(peer, `account-${next}`);
      }
    };
    await Promise.all([worker(), worker(), worker(), worker()]);
    return count / ((performance.now() - started) / 1_000);
  };
  const css = peers.css === undefined ? undefined : await rate(peers.css, counts.css);
  const ours = await rate(peers.ours, counts.ours);
  return {
    work: 'accounts with spaces',
    ours,
    ...(css === undefined ? {} : { css, timesCss: ours / css }),
  };
}

async function makeAccount({ server }: Peer, name: string): Promise<void> {
  const index = `${server.baseUrl}.account/`;
  const open = await askAccountApi(index);
  const created = await askAccountApi(controlOf(open, 'account', 'create'), { body: {} });
  const authorization = `CSS-Account-Token ${String(created.authorization)}`;
  const account = await askAccountApi(index, { authorization });
  await askAccountApi(controlOf(account, 'account', 'pod'), { authorization, body: { name } });
}
