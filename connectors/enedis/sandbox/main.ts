import { readSandboxConfig } from '../../kit/sandbox/config.ts';
import { runSandbox } from '../../kit/sandbox/main.ts';
import { startSandbox } from './sandbox.ts';

const defaults = { port: 3300, redirectUrl: 'http://localhost:3200/consented' };

await runSandbox('Enedis', () => startSandbox(readSandboxConfig(process.env, 'ENEDIS', defaults)));
