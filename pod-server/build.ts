/** Turns the wiring into plain JavaScript, so that a start reads no configuration; prepares the look. */
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ComponentsManager, ConstructionStrategyCommonJsString } from 'componentsjs';
import { buildLook } from './look/theme.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const require = createRequire(import.meta.url);

/** The one configuration, and what of it is wired: the account API with all its routes. */
const ENTRY = 'account-api';
const ROOT = 'urn:solid-server:default:VersionHandler';

await mkdir(join(folder, 'wiring'), { recursive: true });
await writeFile(join(folder, 'wiring', `${ENTRY}.js`), await compile());
await buildLook(join(folder, 'look'));

async function compile(): Promise<string> {
  const constructionStrategy = new ConstructionStrategyCommonJsString({
    asFunction: true,
    req: require,
  });
  const manager = await ComponentsManager.build({
    mainModulePath: folder,
    constructionStrategy,
    skipContextValidation: true,
    typeChecking: false,
    dumpErrorState: false,
    logLevel: 'error',
  });
  await manager.configRegistry.register(join(folder, 'config', `${ENTRY}.json`));
  const root = await manager.instantiate<string>(ROOT);
  return asModule(constructionStrategy.serializeDocument(root));
}

/** Components.js writes CommonJS; ours are ES modules. */
function asModule(script: string): string {
  const body = script
    .replaceAll("require('@solid/community-server')", 'chassis')
    .replace('module.exports = ', 'export const wire = ');
  if (/\brequire\(/.test(body)) throw new Error('The wiring names a part of an unknown package.');
  return ["import chassis from '@solid/community-server';", body, ''].join('\n');
}
