import type { ErrorHandlerArgs, HttpRequest, ResponseDescription } from '@solid/community-server';
import { ErrorHandler, guardedStreamFrom, NotImplementedHttpError } from '@solid/community-server';
import { DataFactory } from 'n3';
import { renderErrorPage } from '../pages/error.tsx';
import { contentSecurityPolicy } from '../pages/layout.tsx';
import { languageOf, prefersPage } from './browser-request.ts';

/** Metadata that the response writer turns into the header of the same name; see config/http/errors.json. */
const POLICY = DataFactory.namedNode('urn:traboule:http:contentSecurityPolicy');

interface PageErrorHandlerArgs {
  readonly baseUrl: string;
}

/** Tells a person with a browser, in her language, what happened; programs get what the chassis says. */
export class PageErrorHandler extends ErrorHandler {
  readonly #baseUrl: string;

  public constructor(args: PageErrorHandlerArgs) {
    super();
    this.#baseUrl = args.baseUrl;
  }

  public override async canHandle({ request }: ErrorHandlerArgs): Promise<void> {
    if (!wantsPage(request)) throw new NotImplementedHttpError('No page was asked for.');
  }

  public override async handle(input: ErrorHandlerArgs): Promise<ResponseDescription> {
    const { error, request } = input;
    const address = new URL(request.url ?? '/', this.#baseUrl);
    const language = languageOf(request, address);
    const setting = { language, baseUrl: this.#baseUrl, address };
    error.metadata.contentType = 'text/html';
    error.metadata.set(POLICY, contentSecurityPolicy());
    return {
      statusCode: error.statusCode,
      metadata: error.metadata,
      data: guardedStreamFrom(renderErrorPage(setting, error.statusCode)),
    };
  }
}

function wantsPage(request: HttpRequest): boolean {
  return prefersPage(request, 'text/turtle') && prefersPage(request);
}
