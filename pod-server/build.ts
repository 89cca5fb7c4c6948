/** Turns the wiring into plain JavaScript, so that a start reads no configuration; prepares the look. */
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ComponentsManager, ConstructionStrategyCommonJsString } from 'componentsjs';
import { buildLook } from './look/theme.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const require = createRequire(import.meta.url);

const APP = 'urn:solid-server:default:App';
const ENTRIES = ['one-process', 'several-processes'];
const iris = 'https://linkedsoftwaredependencies.org/bundles/npm/traboule-pod-server/';

/** What Components.js wants to know of a package before it believes that it has parts. */
const description = {
  name: 'traboule-pod-server',
  version: '0.0.0',
  private: true,
  type: 'module',
  main: 'index.js',
  types: 'index.d.ts',
  'lsd:module': `${iris}`.replace(/\/$/, ''),
  'lsd:components': 'components/components.jsonld',
  'lsd:contexts': { [`${iris}^0.0.0/components/context.jsonld`]: 'components/context.jsonld' },
  'lsd:importPaths': {
    [`${iris}^0.0.0/components/`]: 'components/',
    [`${iris}^0.0.0/config/`]: 'config/',
  },
};

await writeFile(join(folder, 'package.json'), JSON.stringify(description, null, 2));
describeParts();
await mkdir(join(folder, 'wiring'), { recursive: true });
for (const entry of ENTRIES) {
  await writeFile(join(folder, 'wiring', `${entry}.js`), await compile(entry));
}
await buildLook(join(folder, 'look'));

/** Writes what the constructors in index.ts take, in the form that Components.js reads. */
function describeParts(): void {
  const generator = require.resolve('componentsjs-generator/bin/componentsjs-generator.js');
  execFileSync(
    process.execPath,
    [generator, '-s', '.', '-c', 'components', '-r', 'pods', '-l', 'error'],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
}

async function compile(entry: string): Promise<string> {
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
  await manager.configRegistry.register(join(folder, 'config', `${entry}.json`));
  const app = await manager.instantiate<string>(APP);
  return asModule(constructionStrategy.serializeDocument(app));
}

/** Components.js writes CommonJS; as an ES module it can import our parts, which are ES modules. */
function asModule(script: string): string {
  const body = script
    .replaceAll("require('@solid/community-server')", 'chassis')
    .replaceAll("require('./index.js')", 'parts')
    .replace('module.exports = ', 'export const wire = ');
  if (/\brequire\(/.test(body)) throw new Error('The wiring names a part of an unknown package.');
  return [
    "import chassis from '@solid/community-server';",
    "import * as parts from '../index.js';",
    body,
    '',
  ].join('\n');
}
