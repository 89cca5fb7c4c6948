import { createHash } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';

/** A pod host of one process and no rights, whose troubles can be switched on. */
export interface MemoryPod {
  /** Ends with a slash. */
  readonly url: string;
  readonly documents: Map<string, string>;
  readonly writes: string[];
  /** The status of the next answers to a PUT; 0 cuts the line. */
  troubles: number[];
  close(): Promise<void>;
}

const etagOf = (text: string): string =>
  `"${createHash('sha256').update(text).digest('base64url').slice(0, 12)}"`;

export async function startMemoryPod(): Promise<MemoryPod> {
  const documents = new Map<string, string>();
  const app = express();
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  const pod: MemoryPod = {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    documents,
    writes: [],
    troubles: [],
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  app.use(express.text({ type: () => true, limit: '10mb' }));
  app.get(/.*/, (request, response) => {
    const text = documents.get(request.path);
    if (text === undefined) return void response.sendStatus(404);
    response.set('ETag', etagOf(text)).type('text/turtle').send(text);
  });
  app.put(/.*/, (request, response) => {
    const trouble = pod.troubles.shift();
    if (trouble === 0) return void request.socket.destroy();
    if (trouble !== undefined) return void response.sendStatus(trouble);
    const stored = documents.get(request.path);
    const expected = request.headers['if-match'];
    const conflict =
      (stored !== undefined && request.headers['if-none-match'] === '*') ||
      (expected !== undefined && (stored === undefined || etagOf(stored) !== expected));
    if (conflict) return void response.sendStatus(412);
    documents.set(request.path, String(request.body));
    pod.writes.push(request.path);
    response.sendStatus(stored === undefined ? 201 : 205);
  });
  return pod;
}
