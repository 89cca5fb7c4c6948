import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { HttpHandlerInput, HttpResponse } from '@solid/community-server';
import { HttpHandler, NotImplementedHttpError } from '@solid/community-server';
import { contentSecurityPolicy } from '../pages/layout.tsx';
import { languageOf, weight } from './browser-request.ts';

const PLACE = 'vocab/traboule';
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
export class VocabularyHandler extends HttpHandler {
  readonly #args: VocabularyHandlerArgs;

  public constructor(args: VocabularyHandlerArgs) {
    super();
    this.#args = args;
  }

  public override async canHandle({ request }: HttpHandlerInput): Promise<void> {
    const { baseUrl, folder } = this.#args;
    const asked = new URL(request.url ?? '/', baseUrl);
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (folder === undefined || !isRead || asked.pathname !== new URL(PLACE, baseUrl).pathname)
      throw new NotImplementedHttpError('This is not the address of the vocabulary.');
  }

  public override async handle({ request, response }: HttpHandlerInput): Promise<void> {
    const { baseUrl, folder = '' } = this.#args;
    response.setHeader('Vary', 'Accept, Accept-Language');
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.removeHeader('Access-Control-Allow-Credentials');
    const form = bestForm(request);
    if (form === undefined) {
      sendText(response, 406, `Offered here: ${FORMS.map(({ type }) => type).join(', ')}.`);
      return;
    }
    const language = languageOf(request, new URL(request.url ?? '/', baseUrl));
    const file = join(folder, form.file(language));
    const bytes = await readFile(file).catch(() => undefined);
    if (bytes === undefined) sendText(response, 404, 'The vocabulary is not published here yet.');
    else sendFile(request, response, { type: form.type, language, bytes });
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

interface Found {
  readonly type: string;
  readonly language: string;
  readonly bytes: Buffer;
}

function sendFile(
  request: IncomingMessage,
  response: HttpResponse,
  { type, language, bytes }: Found,
): void {
  const hash = createHash('sha256').update(type).update(bytes).digest('base64url').slice(0, 22);
  const tag = `"${hash}"`;
  response.setHeader('ETag', tag);
  response.setHeader('Cache-Control', `public, max-age=${FRESH_SECONDS}`);
  if (matches(request.headers['if-none-match'], tag)) {
    response.writeHead(304).end();
    return;
  }
  response.setHeader(
    'Content-Type',
    type === 'application/ld+json' ? type : `${type}; charset=utf-8`,
  );
  response.setHeader('Content-Length', bytes.length);
  if (type === 'text/html') {
    response.setHeader('Content-Language', language);
    response.setHeader('Content-Security-Policy', contentSecurityPolicy());
    response.setHeader('Referrer-Policy', 'no-referrer');
  }
  response.writeHead(200);
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

function matches(header: string | undefined, tag: string): boolean {
  return (header ?? '')
    .split(',')
    .map((one) => one.trim().replace(/^W\//, ''))
    .some((one) => one === '*' || one === tag);
}

function sendText(response: HttpResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${sentence}\n`);
}
