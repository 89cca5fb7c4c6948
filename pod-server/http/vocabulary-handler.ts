import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { contentSecurityPolicy } from '../pages/layout.tsx';
import { languageOf, weight } from './browser-request.ts';
import { sendFile } from './file-answer.ts';
import { Problem } from './problem.ts';

/** How long a client may use what it has without asking again. */
const FRESH_SECONDS = 3_600;

interface VocabularyHandlerArgs {
  readonly baseUrl: string;
  readonly folder?: string;
}

interface Form {
  readonly type: string;
  file(language: string): string;
}

/** In the order of preference when a client likes several equally. */
const FORMS: readonly Form[] = [
  { type: 'text/turtle', file: () => 'traboule.ttl' },
  { type: 'application/ld+json', file: () => 'traboule.jsonld' },
  { type: 'text/html', file: (language) => `traboule.${language}.html` },
];

/** The vocabulary at its address: Turtle or JSON-LD for programs, a page in French or English for people. */
export class VocabularyHandler {
  readonly #args: VocabularyHandlerArgs;

  public constructor(args: VocabularyHandlerArgs) {
    this.#args = args;
  }

  /** Throws Problem 404 where no vocabulary is published. */
  public async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { baseUrl, folder } = this.#args;
    if (folder === undefined) throw new Problem(404, 'no-such-place');
    response.setHeader('Vary', 'Accept, Accept-Language');
    response.setHeader('Access-Control-Allow-Origin', '*');
    const form = bestForm(request);
    if (form === undefined) {
      sendText(response, 406, `Offered here: ${FORMS.map(({ type }) => type).join(', ')}.`);
      return;
    }
    const language = languageOf(request, new URL(request.url ?? '/', baseUrl));
    const bytes = await readFile(join(folder, form.file(language))).catch(() => undefined);
    if (bytes === undefined) {
      sendText(response, 404, 'The vocabulary is not published here yet.');
      return;
    }
    if (form.type === 'text/html') {
      response.setHeader('Content-Language', language);
      response.setHeader('Content-Security-Policy', contentSecurityPolicy());
      response.setHeader('Referrer-Policy', 'no-referrer');
    }
    sendFile(request, response, { type: form.type, bytes, freshSeconds: FRESH_SECONDS });
  }
}

function bestForm(request: IncomingMessage): Form | undefined {
  if (request.headers.accept === undefined) return FORMS[0];
  let best: { readonly form: Form; readonly weight: number } | undefined;
  for (const form of FORMS) {
    const liked = weight(request, form.type, true);
    if (liked > (best?.weight ?? 0)) best = { form, weight: liked };
  }
  return best?.form;
}

function sendText(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${sentence}\n`);
}
