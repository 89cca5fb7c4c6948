import { readConnectorConfig, readConnectorSecrets } from '../kit/config.ts';
import { startConnectorService } from '../kit/service.ts';
import { readEnedisSettings } from './config.ts';
import { createEnedisConnector } from './connector.ts';

const connector = createEnedisConnector(readEnedisSettings(process.env));
const service = await startConnectorService(
  connector,
  readConnectorConfig(process.env),
  readConnectorSecrets(process.env),
);
process.stdout.write(`The Enedis connector listens on ${service.url}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void service.close());
}
