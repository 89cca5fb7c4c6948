/** The commands that look after what is kept: verify, backup, restore; they run beside a server that serves, or without one. */
import type { Maintenance, PodServerConfig } from './config.ts';
import { backupStorage } from './storage/maintenance/backup.ts';
import type { OnProgress, Progress } from './storage/maintenance/progress.ts';
import { restoreStorage } from './storage/maintenance/restore.ts';
import { verifyStorage } from './storage/maintenance/verify.ts';
import { openStorage } from './storage/open-storage.ts';
import type { Storage } from './storage/storage.ts';
import { storageConfig } from './storage-config.ts';

/** A line of progress at most this often. */
const PROGRESS_MILLISECONDS = 1_000;

interface Work {
  readonly storage: Storage;
  readonly file: string;
  readonly pods?: readonly string[];
  readonly onProgress: OnProgress;
}

/** Does the work and says on the standard output what was done. False: verify found something. */
export async function maintain(
  config: PodServerConfig,
  { work, file = '', pod }: Maintenance,
): Promise<boolean> {
  const storage = await openStorage(storageConfig(config));
  try {
    const args = { storage, file, onProgress: progressLines(), ...(pod && { pods: [pod] }) };
    switch (work) {
      case 'verify':
        return await verify(args);
      case 'backup':
        say(`Backed up to ${file}: ${inWords(await backupStorage(args))}.`);
        return true;
      case 'restore':
        return await restore(args);
    }
  } finally {
    await storage.close();
  }
}

async function verify(args: Work): Promise<boolean> {
  const report = await verifyStorage(args);
  for (const { kind, pod, where } of report.findings) say(`${kind}: ${pod} ${where}`);
  const { findingsCount } = report;
  say(
    `Verified ${inWords(report)}: ${findingsCount === 0 ? 'all is well' : `${findingsCount} faults`}.`,
  );
  return findingsCount === 0;
}

async function restore(args: Work): Promise<boolean> {
  const report = await restoreStorage(args);
  say(`Restored from ${args.file}: ${inWords(report)}.`);
  for (const pod of report.left) say(`Left as it is, because it exists: ${pod}`);
  return true;
}

function progressLines(): OnProgress {
  let latest = Date.now();
  return (progress) => {
    if (Date.now() - latest < PROGRESS_MILLISECONDS) return;
    latest = Date.now();
    process.stderr.write(`… ${inWords(progress)}\n`);
  };
}

function inWords({ pods, resources, bytes }: Progress): string {
  return `${pods} pods, ${resources} resources, ${bytes} bytes`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
