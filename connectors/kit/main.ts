import { readConnectorConfig, readConnectorSecrets } from './config.ts';
import type { Connector } from './contract.ts';
import { startConnectorService } from './service.ts';
import { type Environment, SettingError } from './settings.ts';

/**
 * The whole of a connector's main.ts: reads the environment, starts the service, says where, and ends with the process. A wrong
 * setting ends it with status 2 and a sentence.
 */
export async function runConnector<Access, Checkpoint>(
  create: (env: Environment) => Connector<Access, Checkpoint>,
): Promise<void> {
  const { env } = process;
  try {
    const connector = create(env);
    const config = readConnectorConfig(env);
    const service = await startConnectorService(connector, config, readConnectorSecrets(env));
    const { name } = connector.manifest.partner;
    process.stdout.write(`The ${name} connector listens on ${service.url}\n`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => void service.close());
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}
