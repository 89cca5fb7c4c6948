import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { sendFile } from './file-answer.ts';
import { Problem } from './problem.ts';

const FRESH_SECONDS = 3_600;
const FILE_NAME = /^[A-Za-z0-9_-]+\.([a-z0-9]+)$/;
const LOGO = 'logo.svg';
const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  json: 'application/json',
};

/** The city's face: style sheet, icons and logo, as files of one folder. */
export class LookHandler {
  readonly #folder: string;

  public constructor(folder: string) {
    this.#folder = folder;
  }

  /** Throws Problem 404 for what is not among the files. */
  public async handle(
    request: IncomingMessage,
    response: ServerResponse,
    name: string,
  ): Promise<void> {
    const type = TYPES[FILE_NAME.exec(name)?.[1] ?? ''];
    if (type === undefined) throw new Problem(404, 'no-such-place');
    const bytes = await readFile(join(this.#folder, name)).catch(() => undefined);
    if (bytes === undefined) throw new Problem(404, 'no-such-place');
    // A logo may be somebody's upload: as a page of its own it runs nothing.
    response.setHeader('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'");
    sendFile(request, response, { type, bytes, freshSeconds: FRESH_SECONDS });
  }

  /** What browsers ask for by themselves. */
  public favicon(request: IncomingMessage, response: ServerResponse): Promise<void> {
    return this.handle(request, response, LOGO);
  }
}
