/** How the account pages leave the house: nobody frames them, no other site reads them, nothing keeps them. */
import type { ServerResponse } from 'node:http';
import { contentSecurityPolicy } from '../pages/layout.tsx';

interface PageAnswer {
  readonly status: number;
  readonly page: string;
  /** Set-Cookie values. */
  readonly cookies?: readonly string[];
  /** Sites that a form may end at. */
  readonly formTargets?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

export function sendPage(response: ServerResponse, answer: PageAnswer): void {
  const { status, page, cookies = [], formTargets = [], headers = {} } = answer;
  response.writeHead(status, {
    ...headers,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': Buffer.byteLength(page),
    'Cache-Control': 'no-store',
    'Content-Security-Policy': contentSecurityPolicy(formTargets),
    'X-Frame-Options': 'DENY',
    'X-Content-Type-Options': 'nosniff',
    // Without its own origin a browser would send forms from nowhere, and they would be refused.
    'Referrer-Policy': 'same-origin',
    ...(cookies.length === 0 ? {} : { 'Set-Cookie': [...cookies] }),
  });
  response.end(page);
}

export function sendRedirect(
  response: ServerResponse,
  to: string,
  cookies: readonly string[] = [],
): void {
  response.writeHead(303, {
    Location: to,
    'Cache-Control': 'no-store',
    ...(cookies.length === 0 ? {} : { 'Set-Cookie': [...cookies] }),
  });
  response.end();
}
