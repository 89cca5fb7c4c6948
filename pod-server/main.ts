/** The command: reads flags and environment before anything heavy is loaded, then serves until a signal. */
import { readFileSync } from 'node:fs';
import { type Command, HELP, type PodServerConfig, readCommand, UsageError } from './config.ts';

const USAGE_EXIT_CODE = 2;

async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2), process.env);
  if (command.kind === 'help') process.stdout.write(HELP);
  else if (command.kind === 'version') process.stdout.write(`${readVersion()}\n`);
  else if (command.kind === 'maintain') await maintainStorage(command);
  else await serve(command.config);
}

async function maintainStorage({
  config,
  maintenance,
}: Extract<Command, { readonly kind: 'maintain' }>): Promise<void> {
  const { maintain } = await import('./maintain.ts');
  // Faults that were found are no failure of the command, but scripts must see them.
  if (!(await maintain(config, maintenance))) process.exitCode = 1;
}

async function serve(config: PodServerConfig): Promise<void> {
  const stop = new Promise<void>((resolve) => {
    // Not once(): a library that cleans up at signals ends the process when it finds nobody else listening.
    process.on('SIGINT', () => resolve());
    process.on('SIGTERM', () => resolve());
  });
  const { startPodServer } = await import('./start.ts');
  const server = await startPodServer(config);
  if (server.url !== undefined) process.stdout.write(`Listening at ${server.url}\n`);
  await stop;
  await server.close();
  // Timers of the chassis would keep the process alive although nothing is left to do.
  process.exit(0);
}

function readVersion(): string {
  const file = new URL('../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string };
  return version;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof UsageError ? USAGE_EXIT_CODE : 1);
});
