import type { Response } from 'express';

/** What can be made to go wrong for one home, in words for the control page. */
export const faults = {
  none: 'Tout va bien',
  'consent-revoked': 'Accord retiré chez Enedis',
  moved: 'A déménagé : plus titulaire du point',
  'curve-not-activated': 'Courbe de charge non activée',
  late: 'Compteur en retard d’un jour',
  'no-data': 'Aucune mesure (404)',
  'slow-down': 'Trop d’appels (429)',
  'server-error': 'Panne (500)',
  'subscription-missing': 'API non souscrite (900908)',
  hang: 'Ne répond jamais',
  cut: 'Coupe la connexion',
  html: 'Répond une page HTML',
  truncated: 'JSON tronqué',
  'wrong-unit': 'Mauvaise unité',
  nan: 'Valeur « NaN »',
  'ten-megabytes': 'Réponse de 10 Mo',
  duplicates: 'Points en double',
  contradiction: 'Points en double et contradictoires',
  unordered: 'Points en désordre',
  'slow-drip': 'Réponse au goutte-à-goutte',
} as const;

export type Fault = keyof typeof faults;

export function isFault(word: unknown): word is Fault {
  return typeof word === 'string' && Object.hasOwn(faults, word);
}

const TEN_MEGABYTES = 10_000_000;
const DRIP_BYTES = 64;
const DRIP_MILLISECONDS = 20;

/** Points as they leave, spoiled where the fault is about points. */
export function spoilPoints<Point extends object>(
  fault: Fault,
  points: readonly Point[],
  valueName: keyof Point & string,
): readonly Point[] {
  const [first] = points;
  if (first === undefined) return points;
  switch (fault) {
    case 'duplicates':
      return points.flatMap((point) => [point, point]);
    case 'contradiction':
      return [{ ...first, [valueName]: '99999' }, ...points];
    case 'unordered':
      return [...points].reverse();
    case 'nan':
      return [{ ...first, [valueName]: 'NaN' }, ...points.slice(1)];
    default:
      return points;
  }
}

/** Sends an answer, or what the fault makes of it. */
export function sendSpoiled(response: Response, fault: Fault, body: object): void {
  const text = JSON.stringify(body);
  response.type('json');
  switch (fault) {
    case 'hang':
      return;
    case 'cut':
      response.setHeader('content-length', text.length * 2);
      response.write(text.slice(0, text.length / 2), () => response.socket?.destroy());
      return;
    case 'html':
      response.type('html').send('<!doctype html><title>Maintenance</title><p>Revenez plus tard.');
      return;
    case 'truncated':
      response.send(text.slice(0, text.length / 2));
      return;
    case 'wrong-unit':
      response.send(text.replace(/"(unite|unit)":"W(h?)"/, '"$1":"kW$2"'));
      return;
    case 'ten-megabytes':
      response.send(`${text.slice(0, -1)},"padding":"${'x'.repeat(TEN_MEGABYTES)}"}`);
      return;
    case 'slow-drip':
      drip(response, text);
      return;
    default:
      response.send(text);
  }
}

function drip(response: Response, text: string): void {
  let sent = 0;
  const timer = setInterval(() => {
    response.write(text.slice(sent, sent + DRIP_BYTES));
    sent += DRIP_BYTES;
    if (sent >= text.length) response.end();
  }, DRIP_MILLISECONDS);
  response.on('close', () => clearInterval(timer));
}
