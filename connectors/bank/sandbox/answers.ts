import { createHash } from 'node:crypto';
import { addDays } from '../../../shapes/kit/local-time.ts';
import type { Account } from './accounts.ts';
import type { Fault } from './faults.ts';
import { isBooked, type Movement, movementsOf } from './movements.ts';

/** An account as it stands on a day, spoiled where its person meets a fault. */
export interface Statement {
  readonly account: Account;
  readonly anchorDay: string;
  readonly today: string;
  readonly fault: Fault;
}

/** A movement and how the bank tells of it. */
export interface Told {
  readonly movement: Movement;
  readonly status: 'booked' | 'pending';
  readonly reference: string;
}

const SHORT_HISTORY_DAYS = 90;

export const isTooOld = ({ today }: Statement, from: string): boolean =>
  from < addDays(today, -SHORT_HISTORY_DAYS);

/** The newest first, as banks tell it; a pending movement has a name that ends when it is booked. */
export function told(statement: Statement, from: string): Told[] {
  const { account, today, fault } = statement;
  const all = movementsOf(account, statement)
    .filter(({ day }) => day >= from)
    .map((movement): Told => {
      const status = isBooked(movement, today) ? 'booked' : 'pending';
      return { movement, status, reference: referenceOf(statement, movement, status) };
    })
    .reverse();
  switch (fault) {
    case 'called-off':
      return all.filter(({ status }) => status === 'booked');
    case 'still-pending': {
      const last = all.find(({ status, movement }) => status === 'booked' && movement.mandate);
      return last === undefined
        ? all
        : [
            {
              ...last,
              status: 'pending',
              reference: referenceOf(statement, last.movement, 'pending'),
            },
            ...all,
          ];
    }
    default:
      return all;
  }
}

function referenceOf(
  { account, fault }: Statement,
  { day, number }: Movement,
  status: Told['status'],
): string {
  const plain = `${day.replaceAll('-', '')}-${number}`;
  if (status === 'booked') return fault === 'new-references' ? `N-${plain}` : `E-${plain}`;
  const hash = createHash('sha256').update(`${account.iban}${plain}`).digest('hex');
  return `p-${hash.slice(0, 10)}`;
}

/** What lies on the account: everything booked, and with what is announced. */
export function balancesOf(statement: Statement): {
  readonly booked: number;
  readonly expected: number;
} {
  const { account, today } = statement;
  const movements = movementsOf(account, statement);
  const sumOf = (list: readonly Movement[]): number =>
    list.reduce((sum, { cents }) => sum + cents, account.openingCents);
  return {
    booked: sumOf(movements.filter((movement) => isBooked(movement, today))),
    expected: sumOf(movements),
  };
}

/** As banks write it: at times without the last zero. */
export function amountText(cents: number, day = ''): string {
  const text = (cents / 100).toFixed(2);
  return /[02468]$/.test(day) ? text.replace(/(\.\d)0$/, '$1') : text;
}
