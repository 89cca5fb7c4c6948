import { createHash } from 'node:crypto';
import { addDays, daysBetween, monthOf } from '../../../shapes/kit/local-time.ts';
import { type Creditor, mandateOf } from '../../kit/sandbox/direct-debits.ts';
import type { Person } from '../../kit/sandbox/persons.ts';
import type { Account } from './accounts.ts';

/** What moves on an account on a day, whoever asks and when. */
export interface Movement {
  readonly day: string;
  /** Tells it from the others of its day and account. */
  readonly number: number;
  readonly cents: number;
  readonly label: string;
  readonly counterparty: string;
  /** Domain, family and sub-family of ISO 20022. */
  readonly code: string;
  readonly purpose?: string;
  readonly mandate?: { readonly reference: string; readonly creditor: string };
  readonly endToEndId?: string;
}

const HISTORY_DAYS = 760;
/** A debit is announced so long before its day. */
const ANNOUNCED_DAYS = 7;

/** Everything from the first day of the history to the last announced debit, oldest first. */
export function movementsOf(
  account: Account,
  { anchorDay, today }: { readonly anchorDay: string; readonly today: string },
): Movement[] {
  const first = addDays(anchorDay, -HISTORY_DAYS);
  const days = daysBetween(first, today) + 1 + ANNOUNCED_DAYS;
  return Array.from({ length: days }, (_, index) => addDays(first, index)).flatMap((day) =>
    ofDay(account, day)
      .filter((movement) => day <= today || movement.mandate !== undefined)
      .map((movement, index) => ({ ...movement, day, number: index + 1 })),
  );
}

/** Booked the day after: what moves today, and what is announced, is pending. */
export const isBooked = ({ day }: Movement, today: string): boolean => day < today;

type Drafted = Omit<Movement, 'day' | 'number'>;

function ofDay(account: Account, day: string): Drafted[] {
  const date = day.slice(8);
  if (account.type === 'CARD') return [];
  if (!account.main) {
    return date === '03'
      ? [transfer(15_000, 'VIR EPARGNE MENSUELLE', account.holder.lastName)]
      : [];
  }
  return [
    ...(date === '28'
      ? [transfer(salaryOf(account.holder), 'VIR SALAIRE EMPLOYEUR EXEMPLE', 'EMPLOYEUR EXEMPLE')]
      : []),
    ...(date === '05'
      ? [transfer(-rentOf(account.holder), 'VIR LOYER BAILLEUR EXEMPLE', 'BAILLEUR EXEMPLE')]
      : []),
    ...debitsOf(account.holder, day),
    ...purchasesOf(account, day),
  ];
}

const salaryOf = ({ id }: Person): number =>
  ({ odile: 215_000, karim: 189_050, ines: 312_040, theo: 162_575 })[id];

const rentOf = ({ home }: Person): number => 20_000 + home.squareMetres * 780;

function transfer(cents: number, label: string, counterparty: string): Drafted {
  const code = cents > 0 ? 'PMNT-RCDT-ESCT' : 'PMNT-ICDT-ESCT';
  return { cents, label, counterparty, code, ...(cents > 0 ? {} : { endToEndId: 'NOTPROVIDED' }) };
}

interface Debit {
  readonly creditor: Creditor;
  readonly name: string;
  readonly purpose: string;
  readonly date: string;
  /** Months of the year; every month where it is absent. */
  readonly months?: readonly string[];
  centsFor(person: Person, month: string): number;
}

/** The creditors and mandates that the bills of the other simulations carry as well. */
const debits: readonly Debit[] = [
  {
    ...{ creditor: 'ELEC', name: 'FOURNISSEUR ELECTRICITE EXEMPLE' },
    ...{ purpose: 'ELEC', date: '06' },
    centsFor: ({ home }) => 2_000 + home.squareMetres * (home.heating === 'electricity' ? 130 : 65),
  },
  {
    ...{ creditor: 'GAZ', name: 'FOURNISSEUR GAZ EXEMPLE' },
    ...{ purpose: 'GASB', date: '08' },
    centsFor: ({ home }) => (home.heating === 'gas' ? 1_500 + home.squareMetres * 95 : 0),
  },
  {
    ...{ creditor: 'EAU', name: 'EAU DU GRAND LYON EXEMPLE' },
    ...{ purpose: 'WTER', date: '10', months: ['02', '05', '08', '11'] },
    centsFor: ({ home }, month) => 1_826 + home.people * 2_850 + (numberOf(month) % 400),
  },
  {
    ...{ creditor: 'MAIF', name: 'MAIF EXEMPLE' },
    ...{ purpose: 'INSU', date: '12' },
    centsFor: ({ home }) => 3_160 + home.squareMetres * 37,
  },
  {
    ...{ creditor: 'ORANGE', name: 'ORANGE EXEMPLE' },
    ...{ purpose: 'PHON', date: '27' },
    centsFor: ({ home }) => 2_499 + home.people * 500,
  },
];

function debitsOf(person: Person, day: string): Drafted[] {
  const month = day.slice(5, 7);
  return debits
    .filter(({ date, months }) => date === day.slice(8) && (months?.includes(month) ?? true))
    .map((debit) => ({ debit, cents: debit.centsFor(person, monthOf(day)) }))
    .filter(({ cents }) => cents > 0)
    .map(({ debit: { creditor, name, purpose }, cents }) => ({
      cents: -cents,
      label: `PRLV ${name}`,
      counterparty: name,
      code: 'PMNT-RDDT-ESDD',
      purpose,
      mandate: mandateOf(creditor, person.id),
      endToEndId: `${creditor}-${day}`,
    }));
}

const shops = [
  ['SUPERMARCHE EXEMPLE', 1_200, 7_800],
  ['BOULANGERIE EXEMPLE', 110, 940],
  ['PHARMACIE EXEMPLE', 350, 4_200],
  ['LIBRAIRIE EXEMPLE', 690, 3_900],
  ['TRANSPORTS EXEMPLE', 200, 200],
  ['CAFE EXEMPLE', 250, 250],
] as const;

/** Card payments of a day: none to three, two equal coffees among them at times. */
function purchasesOf({ iban }: Account, day: string): Drafted[] {
  const count = numberOf(iban + day) % 4;
  return Array.from({ length: count }, (_, index) => {
    const seed = numberOf(`${iban}${day}${index}`);
    const [shop, least, most] = shops[seed % shops.length] ?? shops[0];
    const cents = least + (Math.floor(seed / 7) % (most - least + 1));
    const label = `CB ${shop} ${day.slice(8)}/${day.slice(5, 7)}`;
    return { cents: -cents, label, counterparty: shop, code: 'PMNT-CCRD-POSD' };
  });
}

/** The same number for the same text, anywhere. */
function numberOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}
