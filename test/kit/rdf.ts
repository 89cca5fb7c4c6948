import { buildSync } from 'esbuild';
import { Rdf } from '../../pod-server/rdf/rdf.ts';

const root = new URL('../..', import.meta.url);

/** The worker of pod-server/rdf, compiled: a thread cannot run TypeScript. Under node_modules, so that it finds libraries. */
const workerFile = new URL(`node_modules/.cache/rdf-worker-${process.pid}.mjs`, root);
let isBuilt = false;

function rdfWorkerFile(): URL {
  if (!isBuilt) {
    buildSync({
      entryPoints: [new URL('pod-server/rdf/worker.ts', root).pathname],
      outfile: workerFile.pathname,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
    });
    isBuilt = true;
  }
  return workerFile;
}

/** As a server has it; close it in the end. */
export function startRdf(): Rdf {
  return new Rdf({ workerFile: rdfWorkerFile() });
}
