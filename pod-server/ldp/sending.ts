import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

interface Head {
  readonly status: number;
  readonly headers: string[];
}

/**
 * Streams a body out. The head waits for the first bytes: what goes wrong before them is thrown, and can still be answered. A client
 * that goes away ends it, and is nobody's fault.
 */
export async function send(body: Readable, response: ServerResponse, head: Head): Promise<void> {
  await begun(body);
  if (response.destroyed) {
    body.destroy();
    return;
  }
  response.writeHead(head.status, head.headers);
  try {
    await pipeline(body, response);
  } catch (error) {
    const isGone = (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE';
    if (!isGone) throw error;
  }
}

function begun(body: Readable): Promise<void> {
  return new Promise((resolve, reject) => {
    body.once('error', reject);
    body.once('readable', () => {
      body.off('error', reject);
      resolve();
    });
  });
}
