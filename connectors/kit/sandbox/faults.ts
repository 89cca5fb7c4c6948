import type { Response } from 'express';

/** What can go wrong on the wire, whoever the partner is; in words for the control page. */
export const wireFaults = {
  none: 'Tout va bien',
  'slow-down': 'Trop d’appels (429)',
  'server-error': 'Panne (500)',
  hang: 'Ne répond jamais',
  cut: 'Coupe la connexion',
  html: 'Répond une page HTML',
  truncated: 'Réponse tronquée',
  'ten-megabytes': 'Réponse de 10 Mo',
  'slow-drip': 'Réponse au goutte-à-goutte',
} as const;

export type WireFault = keyof typeof wireFaults;

const TEN_MEGABYTES = 10_000_000;
const DRIP_BYTES = 64;
const DRIP_MILLISECONDS = 20;

/** Sends an answer whose type is set, or what a fault of the wire makes of it. */
export function sendSpoiled(response: Response, fault: string, text: string): void {
  switch (fault) {
    case 'hang':
      return;
    case 'cut':
      response.setHeader('content-length', Buffer.byteLength(text) * 2);
      response.write(text.slice(0, text.length / 2), () => response.socket?.destroy());
      return;
    case 'html':
      response.type('html').send('<!doctype html><title>Maintenance</title><p>Revenez plus tard.');
      return;
    case 'truncated':
      response.send(text.slice(0, text.length / 2));
      return;
    case 'ten-megabytes':
      response.send(text + ' '.repeat(TEN_MEGABYTES));
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

interface Switch<Fault> {
  readonly fault: Fault;
  /** Calls until the fault goes by itself. */
  readonly calls?: number;
}

/** One fault switch for each customer, by the partner's own number of her. */
export interface FaultSwitches<Fault extends string> {
  set(customer: string, set: Switch<Fault | 'none'>): void;
  /** As it stands; 'none' when nothing was set. */
  of(customer: string): Fault | 'none';
  /** The fault that this call meets; a fault of so many calls is used up by it. */
  meet(customer: string): Fault | 'none';
}

export function createFaultSwitches<Fault extends string>(): FaultSwitches<Fault> {
  const switches = new Map<string, Switch<Fault | 'none'>>();
  return {
    set: (customer, set) => void switches.set(customer, set),
    of: (customer) => switches.get(customer)?.fault ?? 'none',
    meet: (customer) => {
      const set = switches.get(customer);
      if (set === undefined) return 'none';
      const left = (set.calls ?? Number.POSITIVE_INFINITY) - 1;
      if (left <= 0) switches.delete(customer);
      else if (set.calls !== undefined) switches.set(customer, { ...set, calls: left });
      return set.fault;
    },
  };
}
