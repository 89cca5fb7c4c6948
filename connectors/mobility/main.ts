import { runConnector } from '../kit/main.ts';
import { readMobilitySettings } from './config.ts';
import { createMobilityConnector } from './connector.ts';

await runConnector((env) => createMobilityConnector(readMobilitySettings(env)));
