import express, { type Request, Router } from 'express';
import type { Clock } from '../../kit/clock.ts';
import { refusedPage } from '../../kit/sandbox/frame.tsx';
import { consentPage, OF_PARTNER } from './consent-page.tsx';
import { lines } from './lines.ts';
import type { SandboxState } from './state.ts';

export interface ConsentParts {
  readonly state: SandboxState;
  readonly clock: Clock;
  readonly redirectUrl: string;
}

/** The page on which a person lets the city's application read a line. Works without JavaScript. */
export function consent(parts: ConsentParts): Router {
  const router = Router();
  router.get('/auth', (request, response) => {
    if (backOf(request, parts) === undefined) {
      const sentence =
        'L’adresse de retour (redirect_url) n’est pas celle d’une application connue.';
      response.status(400).send(refusedPage(OF_PARTNER, sentence));
      return;
    }
    response.send(consentPage({ lines }));
  });
  router.post('/auth', express.urlencoded({ extended: false }), (request, response) => {
    const back = backOf(request, parts);
    const { line: id, answer, location } = request.body ?? {};
    const line = lines.find((one) => one.id === id);
    if (back === undefined || line === undefined) {
      response.status(400).send(refusedPage(OF_PARTNER, 'La ligne ou l’adresse n’est pas connue.'));
      return;
    }
    if (answer === 'accept') {
      if (line.kind === 'mobile') parts.state.setLocated(line.id, location === 'in');
      back.searchParams.set('token', parts.state.grant(line, parts.clock.now()));
    } else back.searchParams.set('error', 'access_denied');
    response.redirect(303, back.href);
  });
  return router;
}

/** Where to lead back to, if that is the application's own address, whatever its query. */
function backOf({ query }: Request, { redirectUrl }: ConsentParts): URL | undefined {
  const asked = String(query.redirect_url ?? '');
  if (!URL.canParse(asked)) return undefined;
  const [back, known] = [new URL(asked), new URL(redirectUrl)];
  return back.origin === known.origin && back.pathname === known.pathname ? back : undefined;
}
