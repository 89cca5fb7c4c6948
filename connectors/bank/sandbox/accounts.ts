import { createHash } from 'node:crypto';
import { type Person, persons } from '../../kit/sandbox/persons.ts';

/** A made-up account of a made-up person. */
export interface Account {
  readonly resourceId: string;
  readonly holder: Person;
  readonly name: string;
  readonly iban: string;
  /** CARD: a card that is paid from the current account at the end of the month. */
  readonly type: 'CACC' | 'CARD';
  readonly currency: 'EUR' | 'CHF';
  /** On the morning of the first day of its history. */
  readonly openingCents: number;
  /** The account on which salary, rent and debits go; the others only receive savings. */
  readonly main: boolean;
}

export const accounts: readonly Account[] = persons.flatMap((holder, index) => [
  account(holder, { number: index + 1, name: 'Compte courant', openingCents: 84_230, main: true }),
  ...(holder.id === 'ines'
    ? [
        account(holder, { number: 31, name: 'Compte joint', openingCents: 312_007 }),
        account(holder, { number: 32, name: 'Carte à débit différé', type: 'CARD' }),
        account(holder, { number: 33, name: 'Compte en francs suisses', currency: 'CHF' }),
      ]
    : []),
]);

function account(
  holder: Person,
  own: Pick<Account, 'name'> & Partial<Account> & { readonly number: number },
): Account {
  const { number, ...more } = own;
  const iban = ibanOf(number);
  return {
    resourceId: `acc-${createHash('sha256').update(iban).digest('hex').slice(0, 10)}`,
    holder,
    iban,
    type: 'CACC',
    currency: 'EUR',
    openingCents: 0,
    main: false,
    ...more,
  };
}

/** Of a bank 99999 that does not exist, with the check digits that ISO 13616 asks for. */
function ibanOf(number: number): string {
  const bban = `9999900001${String(number).padStart(11, '0')}91`;
  // F is 15 and R is 27; the two zeros stand for the check digits that are sought.
  const remainder = BigInt(`${bban}152700`) % 97n;
  return `FR${String(98n - remainder).padStart(2, '0')}${bban}`;
}
