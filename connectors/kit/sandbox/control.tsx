import express, { Router } from 'express';
import type { VNode } from 'preact';
import type { FaultSwitches } from './faults.ts';
import { sandboxPage } from './frame.tsx';

export interface ControlParts<Fault extends string> {
  readonly partner: string;
  readonly ofPartner: string;
  /** Every fault of this partner's, in words. */
  readonly faults: Readonly<Record<Fault, string>>;
  readonly switches: FaultSwitches<Fault>;
  /** Asked at each look, because what is said of them changes. */
  customers(): readonly Customer[];
}

interface Customer {
  /** The partner's own number of her. */
  readonly id: string;
  readonly name: string;
  /** What stands with her: 'PRM 19274650318842, accord donné'. */
  readonly note: string;
}

const CALLS_MAX = 1_000_000;

/** The page, and the address for tests, that make a partner fail for one customer. */
export function control<Fault extends string>(parts: ControlParts<Fault>): Router {
  const router = Router();
  router.get(['/', '/sandbox'], (_request, response) => {
    response.send(controlPage(parts));
  });

  router.post(
    '/sandbox/customers/:id/fault',
    express.json(),
    express.urlencoded({ extended: false }),
    (request, response) => {
      const { fault, calls } = request.body ?? {};
      const known = parts.customers().some(({ id }) => id === request.params.id);
      const wrongCalls =
        calls !== undefined && !(Number.isInteger(calls) && calls > 0 && calls <= CALLS_MAX);
      if (!known || !isFault(parts.faults, fault) || wrongCalls) {
        const faults = Object.keys(parts.faults).join(', ');
        response.status(400).json({
          message: `Name a customer of the simulation, a fault (${faults}) and at most a whole number of calls.`,
        });
        return;
      }
      parts.switches.set(request.params.id, calls === undefined ? { fault } : { fault, calls });
      if (request.is('application/json')) response.status(204).end();
      else response.redirect(303, '/sandbox');
    },
  );
  return router;
}

function isFault<Fault extends string>(
  faults: Readonly<Record<Fault, string>>,
  word: unknown,
): word is Fault {
  return typeof word === 'string' && Object.hasOwn(faults, word);
}

function controlPage<Fault extends string>(parts: ControlParts<Fault>): string {
  return sandboxPage(
    { ofPartner: parts.ofPartner, title: 'Régler la simulation' },
    <>
      <h1>Que doit faire {parts.partner} ?</h1>
      <p>Chaque client peut rencontrer une panne. Elle dure jusqu’à ce que vous l’enleviez.</p>
      {parts.customers().map((customer) => (
        <SwitchForm key={customer.id} customer={customer} parts={parts} />
      ))}
    </>,
  );
}

function SwitchForm<Fault extends string>({
  customer: { id, name, note },
  parts: { faults, switches },
}: {
  readonly customer: Customer;
  readonly parts: ControlParts<Fault>;
}): VNode {
  return (
    <form method="post" action={`/sandbox/customers/${id}/fault`}>
      <label for={`fault-${id}`}>
        {name}
        <small> {note}</small>
      </label>
      <select id={`fault-${id}`} name="fault">
        {Object.entries<string>(faults).map(([fault, words]) => (
          <option key={fault} value={fault} selected={fault === switches.of(id)}>
            {words}
          </option>
        ))}
      </select>
      <button type="submit">Régler</button>
    </form>
  );
}
