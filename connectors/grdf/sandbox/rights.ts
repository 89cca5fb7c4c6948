import express, { Router } from 'express';
import { localDay } from '../../../shapes/kit/local-time.ts';
import { isDay } from '../../kit/partner/wall-clock.ts';
import { SandboxRefusal } from '../../kit/sandbox/refusal.ts';
import { sendLines } from './faults.ts';
import { BASE, callOf, type GatewayParts, shownRight, textOf } from './gateway.ts';
import type { Right } from './state.ts';

const ROLE = 'AUTORISE_CONTRAT_FOURNITURE';
const DAYS = [
  'date_debut_droit_acces',
  'date_fin_droit_acces',
  'perim_donnees_conso_debut',
  'perim_donnees_conso_fin',
] as const;
const SCOPES = ['contractuelles', 'techniques', 'informatives', 'publiees'];

/** Declare, list and revoke. GRDF publishes few codes of a conflict: those here but for 1000000013 are assumed. */
export function rights(parts: GatewayParts): Router {
  const { state, clock } = parts;
  const router = Router();

  router.put(`${BASE}/pce/:pce/droit_acces`, express.json(), (request, response) => {
    const { home, fault } = callOf(parts, request.params.pce);
    const [from = '', until = '', dataFrom = '', dataUntil = ''] = DAYS.map((name) =>
      textOf(request, name),
    );
    const wrong =
      textOf(request, 'role_tiers') !== ROLE ||
      textOf(request, 'nom_titulaire') === '' ||
      ![from, until, dataFrom, dataUntil].every(isDay) ||
      !SCOPES.every((scope) => /^(Vrai|Faux)$/.test(textOf(request, `perim_donnees_${scope}`)));
    if (wrong) throw new SandboxRefusal(400, '1000000010', 'Un champ manque ou est mal formé');
    refuseConflict(parts, home, { from, until, fault, postCode: textOf(request, 'code_postal') });
    const right = state.declare({
      pce: home.pce,
      name: textOf(request, 'nom_titulaire'),
      postCode: textOf(request, 'code_postal'),
      email: textOf(request, 'courriel_titulaire'),
      ...{ from, until, dataFrom, dataUntil },
    });
    response.status(201).json({
      code_statut_traitement: '0000000002',
      message_retour_traitement: 'en attente de validation du titulaire',
      id_droit_acces: right.id,
      etat_droit_acces: right.state,
    });
  });

  router.post(`${BASE}/droits_acces`, express.json(), (request, response) => {
    const wanted: readonly unknown[] = [request.body?.id_pce ?? []].flat();
    const fault = callOf(parts, wanted[0]).fault;
    const shown = state
      .rights()
      .filter(({ pce }) => wanted.includes(pce))
      .map((right) => bodyOf(shownRight(parts, right)));
    sendLines(response, fault, shown);
  });

  router.patch(`${BASE}/droit_acces/:id`, express.json(), (request, response) => {
    const right = state.rights().find(({ id }) => id === request.params.id);
    if (right === undefined) throw new SandboxRefusal(404, '1000000001', 'Droit inconnu');
    if (!/^(Active|A valider)$/.test(right.state)) {
      throw new SandboxRefusal(409, '1000000013', 'Droit déjà révoqué');
    }
    state.change(right.id, {
      state: 'Révoquée',
      endedBy: 'Tiers',
      endedOn: localDay(clock.now()),
    });
    response.json({ code_statut_traitement: '0000000000', message_retour_traitement: 'Fait' });
  });
  return router;
}

interface Declared {
  readonly from: string;
  readonly until: string;
  readonly postCode: string;
  readonly fault: string;
}

function refuseConflict(
  parts: GatewayParts,
  { pce, holder }: GatewayParts['homes'][number],
  { from, until, postCode, fault }: Declared,
): void {
  const conflict = (code: string, message: string): SandboxRefusal =>
    new SandboxRefusal(409, code, message);
  const has = (state: Right['state']): boolean =>
    parts.state.rights().some((right) => {
      const shown = shownRight(parts, right);
      return shown.pce === pce && shown.state === state;
    });
  if (fault === 'blocked') throw conflict('1000000013', 'Le titulaire a révoqué le droit');
  if (has('A valider')) throw conflict('1000000012', 'Un droit attend la validation du titulaire');
  if (has('Active')) throw conflict('1000000011', 'Un droit est déjà actif');
  if (postCode !== holder.home.postCode) throw conflict('1000000009', 'Code postal différent');
  if (until <= from || from < localDay(parts.clock.now()))
    throw conflict('1000000008', 'Dates incohérentes');
}

function bodyOf(right: Right): object {
  return {
    id_droit_acces: right.id,
    id_pce: right.pce,
    role_tiers: ROLE,
    raison_sociale_du_tiers: 'VILLE EXEMPLE',
    nom_titulaire: right.name,
    code_postal: right.postCode,
    date_debut_droit_acces: right.from,
    date_fin_droit_acces: right.until,
    etat_droit_acces: right.state,
    ...(right.endedBy === undefined
      ? {}
      : { date_revocation: right.endedOn, source_revocation: right.endedBy }),
    parcours: 'TIERS_DIRECT',
    statut_controle_preuve: 'Preuve en attente',
  };
}
