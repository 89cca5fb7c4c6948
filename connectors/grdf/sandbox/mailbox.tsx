import express, { Router } from 'express';
import type { VNode } from 'preact';
import { localDay } from '../../../shapes/kit/local-time.ts';
import type { Clock } from '../../kit/clock.ts';
import { sandboxPage } from '../../kit/sandbox/frame.tsx';
import type { Right, SandboxState } from './state.ts';

export const OF_PARTNER = 'de GRDF';

export interface MailboxParts {
  readonly state: SandboxState;
  readonly clock: Clock;
}

/** The messages that GRDF sends to holders, and her way to take an agreement back. Works without JavaScript. */
export function mailbox({ state, clock }: MailboxParts): Router {
  const router = Router();
  router.get('/mailbox', (_request, response) => {
    response.send(mailboxPage(state.rights()));
  });
  router.post('/mailbox/:id', express.urlencoded({ extended: false }), (request, response) => {
    const right = state.rights().find(({ id }) => id === request.params.id);
    const change = right && changeOf(right, request.body?.answer, localDay(clock.now()));
    if (right === undefined || change === undefined) {
      response.status(400).send(mailboxPage(state.rights()));
      return;
    }
    state.change(right.id, change);
    response.redirect(303, '/mailbox');
  });
  return router;
}

function changeOf({ state }: Right, answer: unknown, today: string): Partial<Right> | undefined {
  if (state === 'A valider' && answer === 'confirm') return { state: 'Active' };
  const ended = { endedBy: 'Titulaire', endedOn: today } as const;
  if (state === 'A valider' && answer === 'refuse') return { state: 'Refusée', ...ended };
  if (state === 'Active' && answer === 'revoke') return { state: 'Révoquée', ...ended };
  return undefined;
}

function mailboxPage(rights: readonly Right[]): string {
  return sandboxPage(
    { ofPartner: OF_PARTNER, title: 'Messages de GRDF' },
    <>
      <h1>Messages de GRDF</h1>
      <p>GRDF écrit au titulaire du compteur quand une application demande à lire ses données.</p>
      {rights.length === 0 && <p>Aucun message pour l’instant.</p>}
      {rights.toReversed().map((right) => (
        <Message key={right.id} right={right} />
      ))}
    </>,
  );
}

function Message({ right }: { readonly right: Right }): VNode {
  return (
    <form method="post" action={`/mailbox/${right.id}`}>
      <h2>À {right.email}</h2>
      <p>
        Une application de votre ville demande à lire les données du compteur {right.pce} (
        {right.name}), jusqu’au {right.until}. État : {right.state}.
      </p>
      {right.state === 'A valider' && (
        <p class="choice">
          <button type="submit" name="answer" value="confirm">
            Je confirme
          </button>
          <button type="submit" name="answer" value="refuse">
            Je refuse
          </button>
        </p>
      )}
      {right.state === 'Active' && (
        <p class="choice">
          <button type="submit" name="answer" value="revoke">
            Je retire mon accord
          </button>
        </p>
      )}
    </form>
  );
}
