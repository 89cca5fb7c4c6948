import { runConnector } from '../kit/main.ts';
import { readGrdfSettings } from './config.ts';
import { createGrdfConnector } from './connector.ts';

await runConnector((env) => createGrdfConnector(readGrdfSettings(env)));
