import { SettingError } from '../settings.ts';
import type { Sandbox } from './server.ts';

/** The whole of a sandbox's main.ts: starts it, says where, and ends with the process. */
export async function runSandbox(ofPartner: string, start: () => Promise<Sandbox>): Promise<void> {
  try {
    const sandbox = await start();
    process.stdout.write(`A simulation of ${ofPartner} listens on ${sandbox.url}\n`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => void sandbox.close());
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}
