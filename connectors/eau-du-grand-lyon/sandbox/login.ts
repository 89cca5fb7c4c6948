import { createHash } from 'node:crypto';
import express, { type Request, type Response, Router } from 'express';
import { SandboxRefusal } from '../../kit/sandbox/refusal.ts';
import type { Customer } from './homes.ts';
import type { SandboxState } from './state.ts';

export interface LoginParts {
  readonly customers: readonly Customer[];
  readonly state: SandboxState;
  readonly clientId: string;
  readonly redirectUrl: string;
}

const COOKIE = 'AEL_SESSION';
const TOKEN_SECONDS = 900;
const ELSEWHERE = 'https://ailleurs.exemple.invalid/';

/** Password for a cookie, cookie for a code, code and verifier for a token. */
export function login(parts: LoginParts): Router {
  const router = Router();
  const form = express.urlencoded({ extended: false });
  router.post('/auth/externe/authentification', form, (request, response) =>
    authenticate(parts, request, response),
  );
  router.get('/auth/authorize-internet', (request, response) =>
    authorize(parts, request, response),
  );
  router.post('/auth/tokenUtilisateurInternet', form, (request, response) => {
    const { state, clientId, redirectUrl } = parts;
    const { grant_type, code, code_verifier, client_id, redirect_uri } = request.body ?? {};
    const given = state.codes.take(String(code));
    const challenge = createHash('sha256').update(String(code_verifier)).digest('base64url');
    const ours = client_id === clientId && redirect_uri === redirectUrl;
    if (grant_type !== 'authorization_code' || !ours || given?.challenge !== challenge) {
      throw new SandboxRefusal(400, 'invalid_grant');
    }
    response.json({
      access_token: state.tokens.give(given.customer),
      token_type: 'Bearer',
      expires_in: TOKEN_SECONDS,
    });
  });
  return router;
}

function authenticate(parts: LoginParts, request: Request, response: Response): void {
  const { customers, state, clientId } = parts;
  const { username, password, client_id } = request.body ?? {};
  if (client_id !== clientId) throw new SandboxRefusal(400, 'client_id is unknown');
  const customer = customers.find((one) => one.username === username);
  const fault = customer === undefined ? 'none' : state.switches.of(customer.id);
  if (fault === 'firewall') throw new SandboxRefusal(403, 'Request blocked');
  if (customer?.password !== password || fault === 'password-changed') {
    throw new SandboxRefusal(401, 'Bad credentials');
  }
  response.setHeader(
    'set-cookie',
    `${COOKIE}=${state.cookies.give(customer?.id ?? '')}; Path=/; HttpOnly; Secure`,
  );
  response.status(204).end();
}

function authorize(
  { state, clientId, redirectUrl }: LoginParts,
  request: Request,
  response: Response,
): void {
  const { query, headers } = request;
  const [, cookie] = new RegExp(`${COOKIE}=([\\w-]+)`).exec(headers.cookie ?? '') ?? [];
  const customer = state.cookies.of(cookie);
  if (customer === undefined) throw new SandboxRefusal(401, 'No session');
  const wanted = {
    client_id: clientId,
    redirect_uri: redirectUrl,
    response_type: 'code',
    code_challenge_method: 'S256',
  };
  const wrong = Object.entries(wanted).some(([name, value]) => query[name] !== value);
  const { code_challenge: challenge } = query;
  if (wrong || typeof challenge !== 'string') throw new SandboxRefusal(400, 'invalid_request');
  const elsewhere = state.switches.of(customer) === 'login-elsewhere';
  const back = new URL(elsewhere ? ELSEWHERE : redirectUrl);
  back.searchParams.set('code', state.codes.give({ customer, challenge }));
  response.redirect(302, back.href);
}
