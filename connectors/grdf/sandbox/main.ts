import { readSandboxConfig } from '../../kit/sandbox/config.ts';
import { runSandbox } from '../../kit/sandbox/main.ts';
import { startSandbox } from './sandbox.ts';

const defaults = { port: 3310, redirectUrl: 'http://localhost:3210/' };

await runSandbox('GRDF', () => startSandbox(readSandboxConfig(process.env, 'GRDF', defaults)));
