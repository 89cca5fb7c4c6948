import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

/** What an app in a browser takes of shapes/: it finds, reads and lays documents, and checks no SHACL. */
const entry = `
  export { Shelf } from './shapes/kit/shelf.ts';
  export { findContainers, storageOf } from './shapes/kit/type-index.ts';
  export { meterMonth } from './shapes/meter-reading/meter-reading.ts';
`;

const bundled = await build({
  stdin: { contents: entry, resolveDir: '.', loader: 'ts' },
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  write: false,
  metafile: true,
});

test('an app that reads a curve takes no SHACL engine, no time library and nothing of Node', () => {
  const inputs = Object.keys(bundled.metafile.inputs);
  const [output] = Object.values(bundled.metafile.outputs);

  const packages = new Set(inputs.flatMap((file) => /node_modules\/([^/]+)/.exec(file)?.[1] ?? []));
  const used = [...packages].filter((name) =>
    Object.entries(output?.inputs ?? {}).some(
      ([file, { bytesInOutput }]) => bytesInOutput > 0 && file.includes(`node_modules/${name}/`),
    ),
  );
  expect(used.sort()).toEqual(['base64-js', 'buffer', 'ieee754', 'n3']);
  expect(inputs.filter((file) => file.endsWith('kit/validate.ts'))).toEqual([]);
});

test('it weighs less than 30 kB, compressed, of which a third is a buffer that n3 names and never uses here', () => {
  const [file] = bundled.outputFiles;

  expect(gzipSync(file?.contents ?? '', { level: 9 }).length).toBeLessThan(30_000);
});
