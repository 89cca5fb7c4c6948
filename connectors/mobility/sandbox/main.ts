import { readSandboxConfig } from '../../kit/sandbox/config.ts';
import { runSandbox } from '../../kit/sandbox/main.ts';
import { startSandbox } from './sandbox.ts';

const defaults = { port: 3360, redirectUrl: 'http://localhost:3260/consented' };

await runSandbox('the mobility account', () =>
  startSandbox(readSandboxConfig(process.env, 'MOBILITY', defaults)),
);
