import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readCommand, UsageError } from '../../pod-server/config.ts';
import { freePort } from '../kit/pod-servers.ts';

const main = fileURLToPath(new URL('../../dist/pod-server/main.js', import.meta.url));

function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  return spawnSync(process.execPath, [main, ...args], {
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production', ...environment },
  });
}

function configOf(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const command = readCommand(argv, env);
  if (command.kind !== 'serve') throw new Error('This is no command to serve.');
  return command.config;
}

describe('settings', () => {
  test('a flag wins over its variable, and a variable over the default', () => {
    const env = { CSS_PORT: '4000', CSS_LOGGING_LEVEL: 'warn' };

    expect(configOf(['-p', '5000'], env).port).toBe(5000);
    expect(configOf([], env).port).toBe(4000);
    expect(configOf([]).port).toBe(3000);
    expect(configOf([], env).loggingLevel).toBe('warn');
  });

  test('a fresh server listens on this machine only and keeps what it is given', () => {
    const config = configOf([]);

    expect(config.host).toBe('localhost');
    expect(config.baseUrl).toBe('http://localhost:3000/');
    expect(config.rootFilePath).toMatch(/data.pods$/);
  });

  test('the address that people use follows the port and always ends with a slash', () => {
    expect(configOf(['-p', '4001']).baseUrl).toBe('http://localhost:4001/');
    expect(configOf(['-b', 'https://pods.exemple.invalid']).baseUrl).toBe(
      'https://pods.exemple.invalid/',
    );
  });

  test.each([
    [['--bogus'], /--bogus/],
    [['-p', 'abc'], /--port must be a whole number from 1 to 65535, not "abc"/],
    [['-p', '70000'], /--port .* not "70000"/],
    [['-w', '0'], /--workers must be a whole number/],
    [['-l', 'loud'], /--loggingLevel must be one of error, warn/],
    [['-b', 'pods.exemple.invalid'], /--baseUrl must be an http or https address/],
    [['-p'], /--port/],
    [['serve'], /serve/],
  ])('%j is refused by name', (argv, sentence) => {
    expect(() => readCommand(argv, {})).toThrow(UsageError);
    expect(() => readCommand(argv, {})).toThrow(sentence);
  });

  test('a wrong variable is refused by the variable’s name', () => {
    expect(() => readCommand([], { CSS_WORKERS: 'many' })).toThrow(/^CSS_WORKERS must be/);
  });
});

describe('the command', () => {
  test('the help is there before anything heavy is loaded', () => {
    const atEnd =
      'process.on("exit", () => process.stderr.write(JSON.stringify(process.cpuUsage())))';

    const { status, stdout, stderr } = run(['--help'], {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(atEnd)}`,
    });

    const { user, system } = JSON.parse(stderr) as { user: number; system: number };
    expect(status).toBe(0);
    expect(stdout).toContain('--seedConfig');
    expect(stdout.split('\n').every((line) => line.length <= 100)).toBe(true);
    // Processor time, in microseconds: a busy machine does not change it much. The libraries alone cost 600 ms.
    expect(user + system).toBeLessThan(300_000);
  });

  test('the version is that of the package', () => {
    expect(run(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('an unknown flag ends with one sentence and exit code 2', () => {
    const { status, stderr, stdout } = run(['--bogus']);

    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('--bogus');
  });

  test('a seed file that is not there is refused before the start', () => {
    const { status, stderr } = run(['--seedConfig', '/nowhere/seed.json']);

    expect(status).toBe(2);
    expect(stderr).toContain('--seedConfig');
  });

  test('a seed file with a fault is refused by the path of the fault', () => {
    const folder = mkdtempSync(join(tmpdir(), 'seed-'));
    const seed = join(folder, 'seed.json');
    writeFileSync(
      seed,
      JSON.stringify([{ email: 'a@exemple.invalid', password: 'x', pods: [{}] }]),
    );

    const { status, stderr } = run([
      '-l',
      'error',
      '-f',
      join(folder, 'pods'),
      '--seedConfig',
      seed,
    ]);

    expect(status).toBe(1);
    expect(stderr).toContain('[0].pods[0].name is not a text');
    rmSync(folder, { recursive: true });
  });

  test('a port that somebody else has is a sentence, not a stack', async () => {
    const port = await freePort();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, 'localhost', resolve));
    const folder = mkdtempSync(join(tmpdir(), 'pods-'));

    const { status, stderr } = run(['-l', 'error', '-p', String(port), '-f', folder]);

    expect(status).toBe(1);
    expect(stderr).toContain(`Port ${port} is in use`);
    expect(stderr).not.toContain('    at ');
    other.close();
    rmSync(folder, { recursive: true });
  });
});
