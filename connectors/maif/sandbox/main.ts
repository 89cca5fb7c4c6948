import { readSandboxConfig } from '../../kit/sandbox/config.ts';
import { runSandbox } from '../../kit/sandbox/main.ts';
import { readText } from '../../kit/settings.ts';
import { startSandbox } from './sandbox.ts';

const defaults = { port: 3330, redirectUrl: 'http://localhost:3230/consented' };

await runSandbox('MAIF', () =>
  startSandbox({
    ...readSandboxConfig(process.env, 'MAIF', defaults),
    apiKey: readText(process.env, 'MAIF_API_KEY'),
  }),
);
