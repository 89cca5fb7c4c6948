import { type Person, personOf } from '../../kit/sandbox/persons.ts';

/** A made-up member of MAIF, and all that MAIF would know of her. */
export interface Member {
  readonly person: Person;
  readonly memberNumber: string;
  /** What MAIF's sign-in calls her. */
  readonly subject: string;
  readonly iban: string;
  readonly homes: readonly CoveredHome[];
  readonly cars: readonly CoveredCar[];
  /** An insurance of her body, of which nobody else need know. */
  readonly bodyContract?: { readonly montantTarifTtc: number; readonly formuleBase: string };
  readonly relatives: readonly {
    readonly firstName: string;
    readonly quality: string;
    readonly birthDate: string;
  }[];
  readonly claims: readonly MemberClaim[];
}

export interface CoveredHome extends Pick<Person['home'], 'street' | 'postCode' | 'city'> {
  readonly nature: 'Appartement' | 'Maison';
  readonly legalSituation: 'Locataire' | 'Propriétaire';
  readonly rooms: number;
  readonly contents: string;
  readonly formula: string;
  readonly since: string;
  readonly firstYearCents: number;
}

export interface CoveredCar {
  readonly plate: string;
  readonly formula: string;
  readonly since: string;
  readonly firstYearCents: number;
}

interface MemberClaim {
  readonly reference: string;
  /** A wall clock without an offset; or so many days before the history ends. */
  readonly at?: string;
  readonly daysAgo?: number;
  readonly town: string;
  readonly placeKind: string;
  readonly car?: string;
  readonly driver?: string;
}

export const members: readonly Member[] = [
  {
    person: personOf('odile'),
    memberNumber: '9990001',
    subject: 'm-5d2f81c04a',
    iban: 'FR2499999000010000042FABR91',
    // Two homes under one product name and one member number.
    homes: [
      {
        ...whereLives('odile'),
        nature: 'Appartement',
        legalSituation: 'Propriétaire',
        rooms: 3,
        contents: '10 000 € à 20 000 €',
        formula: 'Équilibre',
        since: '2021-06-01',
        firstYearCents: 21_430,
      },
      {
        street: '4 chemin des Sources',
        postCode: '01230',
        city: 'SAINT-RAMBERT-EN-BUGEY',
        nature: 'Maison',
        legalSituation: 'Propriétaire',
        rooms: 5,
        contents: 'Moins de 10 000 €',
        formula: 'Essentiel',
        since: '2023-03-15',
        firstYearCents: 17_890,
      },
    ],
    cars: [
      { plate: 'AA-000-AA', formula: 'Plénitude', since: '2019-04-01', firstYearCents: 46_200 },
    ],
    bodyContract: { montantTarifTtc: 98.4, formuleBase: 'Solution 2' },
    relatives: [{ firstName: 'Bastien', quality: 'Conjoint', birthDate: '1965-09-30' }],
    claims: [
      {
        reference: 'SIN-25-0042',
        daysAgo: 356,
        town: 'Lyon',
        placeKind: 'Voie publique',
        car: 'AA-000-AA',
        driver: 'Bastien FABRE',
      },
      { reference: 'SIN-26-0107', daysAgo: 131, town: 'Villeurbanne', placeKind: 'Domicile' },
    ],
  },
  {
    person: personOf('karim'),
    memberNumber: '9990002',
    subject: 'm-77b0e3190c',
    iban: 'FR1799999000010000077BELL04',
    homes: [
      {
        ...whereLives('karim'),
        nature: 'Appartement',
        legalSituation: 'Locataire',
        rooms: 2,
        contents: '10 000 € à 20 000 €',
        formula: 'Équilibre',
        since: '2022-09-15',
        firstYearCents: 15_260,
      },
    ],
    cars: [],
    relatives: [],
    claims: [],
  },
  {
    person: personOf('ines'),
    memberNumber: '9990003',
    subject: 'm-0c94d6a2f8',
    iban: 'FR3199999000010000091DUVE27',
    homes: [
      {
        ...whereLives('ines'),
        nature: 'Maison',
        legalSituation: 'Propriétaire',
        rooms: 6,
        contents: '40 000 € à 60 000 €',
        formula: 'Sérénité',
        since: '2020-01-10',
        firstYearCents: 38_720,
      },
    ],
    cars: [
      { plate: 'BB-111-BB', formula: 'Plénitude', since: '2022-05-20', firstYearCents: 61_340 },
      { plate: 'CC-222-CC', formula: 'Essentiel', since: '2024-11-02', firstYearCents: 33_980 },
    ],
    relatives: [
      { firstName: 'Marius', quality: 'Conjoint', birthDate: '1976-01-19' },
      { firstName: 'Lise', quality: 'Enfant', birthDate: '2009-08-04' },
      { firstName: 'Jules', quality: 'Enfant', birthDate: '2012-12-22' },
    ],
    claims: [
      // In the hour that an autumn night has twice, and in the one that a spring night lacks.
      {
        reference: 'SIN-25-0391',
        at: '2025-10-26T02:30:00',
        town: 'Francheville',
        placeKind: 'Domicile',
      },
      {
        reference: 'SIN-26-0058',
        at: '2026-03-29T02:30:00',
        town: 'Oullins',
        placeKind: 'Parking',
        car: 'BB-111-BB',
        driver: 'Marius DUVERGER',
      },
    ],
  },
  {
    person: personOf('theo'),
    memberNumber: '9990004',
    subject: 'm-e1528b73d5',
    iban: 'FR5599999000010000018MARC63',
    homes: [
      {
        ...whereLives('theo'),
        nature: 'Appartement',
        legalSituation: 'Locataire',
        rooms: 1,
        contents: 'Moins de 10 000 €',
        formula: 'Essentiel',
        since: '2026-06-25',
        firstYearCents: 9_840,
      },
    ],
    cars: [],
    relatives: [],
    claims: [],
  },
];

function whereLives(id: Person['id']): Pick<Person['home'], 'street' | 'postCode' | 'city'> {
  const { street, postCode, city } = personOf(id).home;
  return { street, postCode, city };
}
