import { readSandboxConfig } from '../../kit/sandbox/config.ts';
import { runSandbox } from '../../kit/sandbox/main.ts';
import { startSandbox } from './sandbox.ts';

const defaults = { port: 3350, redirectUrl: 'http://localhost:3250/consented' };

await runSandbox('a bank', () => startSandbox(readSandboxConfig(process.env, 'BANK', defaults)));
