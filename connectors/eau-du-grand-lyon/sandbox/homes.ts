import { addDays } from '../../../shapes/kit/local-time.ts';
import { mandateOf } from '../../kit/sandbox/direct-debits.ts';
import { type Person, personOf } from '../../kit/sandbox/persons.ts';

/** A made-up contract of a made-up customer. */
export interface Supply {
  readonly id: string;
  readonly reference: string;
  readonly place: string;
  readonly start: string;
  readonly end?: string;
  readonly diameter: string;
  readonly people: number;
  readonly mandate: { readonly reference: string; readonly creditor: string };
  readonly garden: boolean;
  readonly leaks: boolean;
  readonly payment: 'Prélèvement' | 'Carte bancaire';
  readonly monthly: boolean;
}

export interface Customer {
  /** The number under which the control page knows her: that of her first contract. */
  readonly id: string;
  readonly holder: Pick<Person, 'title' | 'firstName' | 'lastName'>;
  readonly username: string;
  readonly password: string;
  readonly supplies: readonly Supply[];
}

const SHORT_HISTORY_DAYS = 150;

/** `anchorDay` is the day on which the simulation was first started, or the one before. */
export function createCustomers(anchorDay: string): readonly Customer[] {
  const movedIn = addDays(anchorDay, -SHORT_HISTORY_DAYS);
  const common = { diameter: '15 mm', garden: false, leaks: false, monthly: false } as const;
  return [
    customer('odile', [
      {
        ...common,
        id: '840017',
        reference: '00-4411-072',
        place: 'EDL-55021',
        start: '2021-06-01',
        payment: 'Prélèvement',
      },
    ]),
    customer('karim', [
      {
        ...common,
        id: '840102',
        reference: '00-4411-205',
        place: 'EDL-55388',
        start: '2022-09-15',
        leaks: true,
        payment: 'Carte bancaire',
      },
    ]),
    customer('ines', [
      {
        ...common,
        id: '851330',
        reference: '00-5120-311',
        place: 'EDL-61940',
        start: '2020-01-10',
        diameter: '20 mm',
        garden: true,
        payment: 'Prélèvement',
        monthly: true,
      },
    ]),
    customer('theo', [
      {
        ...common,
        id: '862044',
        reference: '00-6033-840',
        place: 'EDL-70112',
        start: movedIn,
        payment: 'Prélèvement',
      },
      {
        ...common,
        id: '820011',
        reference: '00-2980-114',
        place: 'EDL-40807',
        start: '2023-09-01',
        end: addDays(movedIn, -1),
        payment: 'Prélèvement',
      },
    ]),
  ];
}

function customer(
  id: Person['id'],
  supplies: readonly Omit<Supply, 'people' | 'mandate'>[],
): Customer {
  const holder = personOf(id);
  const { people } = holder.home;
  return {
    id: supplies[0]?.id ?? id,
    holder,
    username: holder.email,
    password: `eau de ${id}, pour la simulation`,
    supplies: supplies.map((supply) => ({ ...supply, people, mandate: mandateOf('EAU', id) })),
  };
}

/** The home to which a customer moves by a fault. */
export function nextSupplyOf(supply: Supply, start: string): Supply {
  return { ...supply, id: `9${supply.id.slice(1)}`, reference: '00-9001-001', start };
}
