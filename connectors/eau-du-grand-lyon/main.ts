import { runConnector } from '../kit/main.ts';
import { readEauSettings } from './config.ts';
import { createEauConnector } from './connector.ts';

await runConnector((env) => createEauConnector(readEauSettings(env)));
