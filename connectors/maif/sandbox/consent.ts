import express, { type Request, type Response, Router } from 'express';
import { refusedPage } from '../../kit/sandbox/frame.tsx';
import { consentPage, OF_PARTNER } from './consent-page.tsx';
import { members } from './members.ts';
import type { SandboxState } from './state.ts';

export interface ConsentParts {
  readonly state: SandboxState;
  readonly clientId: string;
  readonly redirectUrl: string;
}

const AUTHORIZE = '/connect/authorize';
const SCOPES = ['openid', 'profile', 'offline_access'];

/** The page on which a member signs in and lets the city's application read. Works without JavaScript. */
export function consent(parts: ConsentParts): Router {
  const router = Router();
  router.get(AUTHORIZE, (request, response) => {
    const refusal = refusalOfRequest(request, parts);
    if (refusal === undefined) response.send(consentPage(members));
    else response.status(400).send(refusedPage(OF_PARTNER, refusal));
  });
  router.post(AUTHORIZE, express.urlencoded({ extended: false }), (request, response) => {
    answer(parts, request, response);
  });
  return router;
}

function answer(parts: ConsentParts, request: Request, response: Response): void {
  const refusal = refusalOfRequest(request, parts);
  if (refusal !== undefined) {
    response.status(400).send(refusedPage(OF_PARTNER, refusal));
    return;
  }
  const { answer: choice, member: chosen } = request.body ?? {};
  const back = new URL(parts.redirectUrl);
  back.searchParams.set('state', String(request.query.state));
  const member = members.find(({ memberNumber }) => memberNumber === chosen);
  if (choice === 'accept' && member !== undefined) {
    const code = parts.state.grant(member.memberNumber, String(request.query.nonce));
    back.searchParams.set('code', code);
  } else back.searchParams.set('error', 'access_denied');
  response.redirect(303, back.href);
}

/** OpenID Connect Core, §3.1.2.1; in words. */
function refusalOfRequest(
  { query }: Request,
  { clientId, redirectUrl }: ConsentParts,
): string | undefined {
  if (query.client_id !== clientId) return 'L’application (client_id) n’est pas connue.';
  if (query.redirect_uri !== redirectUrl) return 'L’adresse de retour n’est pas enregistrée.';
  if (query.response_type !== 'code') return 'Le paramètre response_type doit valoir « code ».';
  const scopes = String(query.scope).split(' ');
  if (!SCOPES.every((scope) => scopes.includes(scope))) return 'Il manque un élément à scope.';
  if (typeof query.state !== 'string' || query.state === '') return 'Le paramètre state manque.';
  if (typeof query.nonce !== 'string' || query.nonce === '') return 'Le paramètre nonce manque.';
  return undefined;
}
