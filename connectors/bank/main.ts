import { runConnector } from '../kit/main.ts';
import { readBankSettings } from './config.ts';
import { createBankConnector } from './connector.ts';

await runConnector((env) => createBankConnector(readBankSettings(env)));
