import { readConnectorConfig, readConnectorSecrets } from '../kit/config.ts';
import { startConnectorService } from '../kit/service.ts';
import { SettingError } from '../kit/settings.ts';
import { readEnedisSettings } from './config.ts';
import { createEnedisConnector } from './connector.ts';

try {
  const connector = createEnedisConnector(readEnedisSettings(process.env));
  const config = readConnectorConfig(process.env);
  const secrets = readConnectorSecrets(process.env);
  const service = await startConnectorService(connector, config, secrets);
  process.stdout.write(`The Enedis connector listens on ${service.url}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void service.close());
  }
} catch (error) {
  if (!(error instanceof SettingError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
