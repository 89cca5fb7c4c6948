import { runConnector } from '../kit/main.ts';
import { readEnedisSettings } from './config.ts';
import { createEnedisConnector } from './connector.ts';

await runConnector((env) => createEnedisConnector(readEnedisSettings(env)));
