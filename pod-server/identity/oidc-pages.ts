/** What a person sees of the OpenID provider itself: errors, and the question before signing out everywhere. */
import type { IncomingMessage } from 'node:http';
import type { VNode } from 'preact';
import { languageOf } from '../http/browser-request.ts';
import { renderErrorPage } from '../pages/error.tsx';
import { contentSecurityPolicy, type PageSetting, renderPage } from '../pages/layout.tsx';
import { LoggedOut, Logout } from '../pages/logout.tsx';
import type { Words } from '../pages/words.ts';
import type { LogoutPages, RenderError } from './provider.ts';

interface Context {
  readonly req: IncomingMessage;
  readonly status: number;
  body: unknown;
  type: string;
  set(name: string, value: string): void;
}

export function errorPages(baseUrl: string): RenderError {
  return async (context) => {
    send(context, renderErrorPage(settingOf(context, baseUrl), context.status));
  };
}

export function logoutPages(baseUrl: string): LogoutPages {
  const page = (context: Context, body: (words: Words) => VNode): void => {
    send(context, renderPage(settingOf(context, baseUrl), 'logoutTitle', body));
  };
  return {
    enabled: true,
    logoutSource: async (context, form) => page(context, (words) => Logout({ words, form })),
    postLogoutSuccessSource: async (context) => page(context, (words) => LoggedOut({ words })),
  };
}

function settingOf(context: Context, baseUrl: string): PageSetting {
  const address = new URL(context.req.url ?? '/', baseUrl);
  return { language: languageOf(context.req, address), baseUrl, address };
}

function send(context: Context, page: string): void {
  // Signing out ends where the app says; the provider has checked that address.
  context.set(
    'Content-Security-Policy',
    contentSecurityPolicy().replace("form-action 'self'", 'form-action *'),
  );
  context.set('Cache-Control', 'no-store');
  context.type = 'html';
  context.body = page;
}
