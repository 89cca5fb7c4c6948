/** The processes of a city on one machine: started at their listening line, stopped in the reverse order. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** How long a part may take from its start to its listening line, and from the signal to its end. */
const START_MILLISECONDS_MAX = 60_000;
const STOP_MILLISECONDS_MAX = 10_000;

const built = fileURLToPath(new URL('..', import.meta.url));

export type Environment = Readonly<Record<string, string>>;

export interface Part {
  readonly name: string;
  readonly process: ChildProcess;
  /** Resolves with a sentence when the process has ended. */
  readonly ended: Promise<string>;
}

/** Starts one part and resolves at its listening line, which names its address. */
export function startPart(
  name: string,
  main: string,
  args: readonly string[],
  environment: Environment,
): Promise<Part> {
  const child = spawn(process.execPath, [join(built, main), ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
    // A group of its own: Ctrl-C reaches the city alone, which then stops its parts in order.
    detached: true,
  });
  const ended = new Promise<string>((tell) => {
    child.once('exit', (code, signal) =>
      tell(`The ${name} ended (${signal ?? `exit code ${code}`}).`),
    );
    child.once('error', (error) => tell(`The ${name} could not be started: ${error.message}`));
  });
  const listening = new Promise<void>((tell) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.includes('http://localhost')) tell();
    });
  });
  const part: Part = { name, process: child, ended };
  return within(START_MILLISECONDS_MAX, `The ${name} did not listen in time.`, [
    listening.then(() => part),
    ended.then((sentence) => Promise.reject(new Error(`${sentence} Its own words stand above.`))),
  ]).catch(async (error: unknown) => {
    await stopParts([part]);
    throw error;
  });
}

/** Stops the parts in the reverse order of their start; one that does not heed the signal is killed. */
export async function stopParts(parts: readonly Part[]): Promise<void> {
  for (const { name, process: child, ended } of [...parts].reverse()) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) continue;
    child.kill('SIGTERM');
    await within(STOP_MILLISECONDS_MAX, `The ${name} did not stop in time.`, [ended]).catch(() =>
      child.kill('SIGKILL'),
    );
  }
}

async function within<T>(
  milliseconds: number,
  sentence: string,
  promises: readonly Promise<T>[],
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(sentence)), milliseconds);
  });
  try {
    return await Promise.race([...promises, late]);
  } finally {
    clearTimeout(timer);
  }
}
