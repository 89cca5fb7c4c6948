import { sayRefusals } from '../../kit/sandbox/refusal.ts';

export const sayRefusal = sayRefusals(({ code, message }) => ({
  code_statut_traitement: code,
  message_retour_traitement: message,
}));
