import express, { type Request, type Response, Router } from 'express';
import { addMonths, localDay, monthOf } from '../../../shapes/kit/local-time.ts';
import type { Clock } from '../../kit/clock.ts';
import { isDay } from '../../kit/partner/wall-clock.ts';
import { refusedPage } from '../../kit/sandbox/frame.tsx';
import { consentPage, OF_PARTNER } from './consent-page.tsx';
import type { Home } from './homes.ts';
import type { SandboxState } from './state.ts';

export interface ConsentParts {
  readonly homes: readonly Home[];
  readonly state: SandboxState;
  readonly clock: Clock;
  readonly clientId: string;
  readonly redirectUrl: string;
}

const STATE_LENGTH_MAX = 100;
const DURATION_MONTHS_MAX = 36;
const paths = { v1: '/dataconnect/v1/oauth2/authorize', v2: '/dataconnect/v2/oauth2/authorize' };

/** The page on which a person lets the city's application read a home. Works without JavaScript. */
export function consent(parts: ConsentParts): Router {
  const router = Router();
  router.get([paths.v1, paths.v2], (request, response) => {
    const refusal = refusalOfRequest(request, parts.clientId);
    if (refusal !== undefined) {
      response.status(400).send(refusedPage(OF_PARTNER, refusal));
      return;
    }
    response.send(
      consentPage({
        homes: parts.homes,
        state: String(request.query.state),
        until: said(endOf(request, parts.clock.now())),
        severalHomes: request.path === paths.v1,
      }),
    );
  });
  router.post(
    [paths.v1, paths.v2],
    express.urlencoded({ extended: false }),
    (request, response) => {
      answer(parts, request, response);
    },
  );
  return router;
}

function answer(parts: ConsentParts, request: Request, response: Response): void {
  const { state, answer: choice, home } = request.body ?? {};
  const back = new URL(parts.redirectUrl);
  back.searchParams.set('state', String(state ?? ''));
  const ticked: unknown[] = [home ?? []].flat();
  const homes = parts.homes.filter(({ pointId }) => ticked.includes(pointId));
  const agreed = choice === 'accept' && homes.length > 0;
  if (refusalOfRequest(request, parts.clientId) !== undefined || !agreed) {
    back.searchParams.set('error', 'access_denied');
    response.redirect(303, back.href);
    return;
  }
  const now = parts.clock.now();
  const period = { from: localDay(now), until: endOf(request, now) };
  const consents = homes.map(({ pointId }) => parts.state.consent(pointId, period));
  if (request.path === paths.v1) {
    back.searchParams.set('code', 'synthetic');
    back.searchParams.set('usage_point_id', consents.map(({ pointId }) => pointId).join(';'));
  } else {
    back.searchParams.set('autorisation_id', consents[0]?.autorisationId ?? '');
  }
  response.redirect(303, back.href);
}

/** Why Enedis would answer 400 `invalid_request`, in words. */
function refusalOfRequest({ query }: Request, clientId: string): string | undefined {
  if (query.client_id !== clientId) return 'L’application (client_id) n’est pas connue.';
  if (query.response_type !== 'code') return 'Le paramètre response_type doit valoir « code ».';
  if (typeof query.state !== 'string' || query.state === '') return 'Le paramètre state manque.';
  if (query.state.length > STATE_LENGTH_MAX) return 'Le paramètre state dépasse 100 caractères.';
  if ('redirect_uri' in query) return 'L’adresse de retour est enregistrée, elle ne s’envoie pas.';
  const months = monthsOfDuration(query.duration);
  if (months === undefined) return 'La durée (duration) n’est pas au format ISO 8601.';
  if (months > DURATION_MONTHS_MAX) return 'La durée (duration) dépasse trois ans.';
  return undefined;
}

function monthsOfDuration(duration: unknown): number | undefined {
  const [, amount, unit] = /^P(\d{1,3})([YM])$/.exec(String(duration)) ?? [];
  if (amount === undefined) return undefined;
  return unit === 'Y' ? Number(amount) * 12 : Number(amount);
}

/** Exclusive; a person who agrees on the 31st keeps her agreement to the end of a shorter month. */
function endOf({ query }: Request, now: Date): string {
  const today = localDay(now);
  const month = addMonths(monthOf(today), monthsOfDuration(query.duration) ?? 0);
  const sameDay = `${month}${today.slice(7)}`;
  return isDay(sameDay) ? sameDay : `${addMonths(month, 1)}-01`;
}

const said = (day: string): string =>
  new Date(`${day}T12:00:00Z`).toLocaleDateString('fr-FR', { dateStyle: 'long' });
