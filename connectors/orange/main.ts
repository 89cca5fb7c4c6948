import { runConnector } from '../kit/main.ts';
import { readOrangeSettings } from './config.ts';
import { createOrangeConnector } from './connector.ts';

await runConnector((env) => createOrangeConnector(readOrangeSettings(env)));
