import { readConfig } from './config.ts';
import { startHomeBoard } from './server.ts';

const app = await startHomeBoard(readConfig(process.env));
process.stdout.write(`Mon Logis is listening at ${app.url}/\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void app.close());
}
