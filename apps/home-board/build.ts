import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';

/** What a citizen's phone loads before it shows anything, gzipped, without pictures. */
const FIRST_VIEW_BYTES_MAX = 100_000;
/** What it loads to sign in and show her data, on top of the first view. */
const DATA_VIEW_BYTES_MAX = 100_000;

const here = dirname(fileURLToPath(import.meta.url));
const outdir = join(here, 'public', 'app');

const common: BuildOptions = {
  bundle: true,
  format: 'esm',
  target: 'es2022',
  platform: 'browser',
  minify: true,
  logLevel: 'error',
  absWorkingDir: here,
};

/** Removing an access takes a large library that shares an RDF engine; together they would load with every page. */
const apart: Plugin = {
  name: 'remove-access-apart',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/remove-access\.js$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: '/app/remove-access.js', external: true } : undefined,
    ),
};

await rm(outdir, { recursive: true, force: true });
await build({ ...common, entryPoints: [join(here, 'pod', 'remove-access.js')], outdir });
const { metafile } = await build({
  ...common,
  entryPoints: [join(here, 'pages', 'main.js')],
  outdir,
  splitting: true,
  metafile: true,
  chunkNames: 'chunks/[name]-[hash]',
  plugins: [apart],
});

const first = loadedFrom(metafile, '/main.js');
const data = [...loadedFrom(metafile, '/session.js'), ...loadedFrom(metafile, '/reading.js')];
refuseAbove('FIRST_VIEW_BYTES_MAX', FIRST_VIEW_BYTES_MAX, [
  ...first,
  join('public', 'home-board.css'),
]);
refuseAbove(
  'DATA_VIEW_BYTES_MAX',
  DATA_VIEW_BYTES_MAX,
  data.filter((file) => !first.includes(file)),
);

/** The file made from an entry or a lazily loaded module, and all that it imports statically. */
function loadedFrom({ outputs }: Metafile, source: string): readonly string[] {
  const files = Object.keys(outputs).filter((file) =>
    `/${outputs[file]?.entryPoint}`.endsWith(source),
  );
  for (const file of files) {
    for (const { kind, path } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && !files.includes(path)) files.push(path);
    }
  }
  return files;
}

function refuseAbove(limit: string, max: number, files: readonly string[]): void {
  const bytes = [...new Set(files)]
    .map((file) => gzipSync(readFileSync(join(here, file))).byteLength)
    .reduce((sum, size) => sum + size, 0);
  if (bytes <= max) return;
  throw new Error(`Mon Logis would load ${bytes} bytes gzipped; ${limit} is ${max}.`);
}
