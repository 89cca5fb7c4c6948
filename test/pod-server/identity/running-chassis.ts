/** The chassis in this process, as the build made it, behind a bare server and over a storage in memory. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Egress } from '../../../pod-server/egress/egress.ts';
import { Addresses } from '../../../pod-server/http/addresses.ts';
import { Rdf } from '../../../pod-server/rdf/rdf.ts';
import { openMemoryStorage } from '../../../pod-server/storage/memory/memory-storage.ts';
import type { Storage } from '../../../pod-server/storage/storage.ts';

export interface RunningChassis {
  /** What people see; where the server really listens is `origin`. */
  readonly baseUrl: string;
  readonly origin: string;
  readonly storage: Storage;
  /** What went wrong by our fault. */
  readonly faults: readonly unknown[];
  /** Answers of an address where WebID documents could lie, for identities elsewhere. */
  readonly documents: Map<string, string>;
  close(): Promise<void>;
}

interface StartOptions {
  readonly storage?: Storage;
  /** The address that people see, when it is another than where the server listens. */
  readonly publicUrl?: string;
}

export async function startChassis(options: StartOptions = {}): Promise<RunningChassis> {
  const { storage = openMemoryStorage() } = options;
  const faults: unknown[] = [];
  const documents = new Map<string, string>();
  let answer = (_request: IncomingMessage, response: ServerResponse): unknown => response.end();
  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const baseUrl = options.publicUrl ?? `${origin}/`;
  const egress = new Egress({ allowedOrigins: [origin] });
  const { LazyChassis, answerError } = await built();
  const chassis = new LazyChassis({
    config: { baseUrl, loggingLevel: 'error' },
    storage,
    addresses: new Addresses({ baseUrl }),
    egress,
    rdf: new Rdf(),
  });
  answer = async (request, response) => {
    const document = documents.get(request.url ?? '');
    if (document !== undefined) {
      response.writeHead(200, { 'Content-Type': 'text/turtle' }).end(document);
      return;
    }
    try {
      await chassis.handle(request, response);
    } catch (error) {
      const onFault = (_reference: string, fault: unknown): unknown => faults.push(fault);
      answerError(request, response, { error, baseUrl, onFault });
    }
  };
  return {
    baseUrl,
    origin,
    storage,
    faults,
    documents,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await chassis.close();
      await egress.close();
    },
  };
}

/** The account API is wired by the build, so the built chassis is the one to try, with the built classes of errors. */
async function built() {
  // Under NODE_ENV=test the chassis looks for a test runner that is not ours.
  process.env.NODE_ENV = 'production';
  const file = (path: string): string =>
    new URL(`../../../dist/pod-server/${path}`, import.meta.url).href;
  const { LazyChassis }: typeof import('../../../pod-server/identity/chassis.ts') = await import(
    file('identity/chassis.js')
  );
  const { answerError }: typeof import('../../../pod-server/http/error-answer.ts') = await import(
    file('http/error-answer.js')
  );
  return { LazyChassis, answerError };
}
