import { readSandboxConfig } from '../../kit/sandbox/config.ts';
import { runSandbox } from '../../kit/sandbox/main.ts';
import { startSandbox } from './sandbox.ts';

const defaults = { port: 3340, redirectUrl: 'http://localhost:3240/consented' };
/** Orange knows an application by its address to come back to, and gives it no account. */
const noAccount = { ORANGE_CLIENT_ID: 'none', ORANGE_CLIENT_SECRET: 'none' };

await runSandbox('Orange', () =>
  startSandbox(readSandboxConfig({ ...noAccount, ...process.env }, 'ORANGE', defaults)),
);
