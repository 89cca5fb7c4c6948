import { readSandboxConfig } from '../../kit/sandbox/config.ts';
import { runSandbox } from '../../kit/sandbox/main.ts';
import { startSandbox } from './sandbox.ts';

const defaults = { port: 3320, redirectUrl: 'http://localhost:3320/autorisation-callback.html' };
/** The web space's own application has no secret, because it runs in browsers. */
const env = { ...process.env, EAU_CLIENT_SECRET: 'none' };

await runSandbox('Eau du Grand Lyon', () => startSandbox(readSandboxConfig(env, 'EAU', defaults)));
