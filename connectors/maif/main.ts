import { runConnector } from '../kit/main.ts';
import { readMaifSettings } from './config.ts';
import { createMaifConnector } from './connector.ts';

await runConnector((env) => createMaifConnector(readMaifSettings(env)));
