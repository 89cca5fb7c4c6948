/** The made-up people of every simulation: the same household at each partner, under each partner's own numbers. */
export interface Person {
  /** How the sandboxes speak of her among themselves; no partner knows it. */
  readonly id: 'odile' | 'karim' | 'ines' | 'theo';
  readonly title: 'Mme' | 'M';
  readonly firstName: string;
  readonly lastName: string;
  readonly birthDate: string;
  readonly email: string;
  readonly telephone: string;
  readonly home: Home;
}

export interface Home {
  readonly street: string;
  readonly unit: string;
  readonly postCode: string;
  readonly city: string;
  readonly inseeCode: string;
  /** WGS 84, degrees. */
  readonly longitude: number;
  readonly latitude: number;
  readonly squareMetres: number;
  readonly people: number;
  readonly heating: 'gas' | 'electricity';
}

export const persons: readonly Person[] = [
  {
    id: 'odile',
    title: 'Mme',
    firstName: 'Odile',
    lastName: 'FABRE',
    birthDate: '1967-04-12',
    email: 'odile@exemple.invalid',
    telephone: '0199000011',
    home: {
      street: '12 rue des Tanneurs',
      unit: 'Esc. B, 3e',
      postCode: '69100',
      city: 'VILLEURBANNE',
      inseeCode: '69266',
      longitude: 4.8795,
      latitude: 45.7681,
      squareMetres: 74,
      people: 2,
      heating: 'gas',
    },
  },
  {
    id: 'karim',
    title: 'M',
    firstName: 'Karim',
    lastName: 'BELLECOMBE',
    birthDate: '1989-11-03',
    email: 'karim@exemple.invalid',
    telephone: '0199000022',
    home: {
      street: '3 montée des Canuts',
      unit: '1er étage',
      postCode: '69004',
      city: 'LYON',
      inseeCode: '69384',
      longitude: 4.8322,
      latitude: 45.7755,
      squareMetres: 52,
      people: 1,
      heating: 'gas',
    },
  },
  {
    id: 'ines',
    title: 'Mme',
    firstName: 'Inès',
    lastName: 'DUVERGER',
    birthDate: '1978-06-27',
    email: 'ines@exemple.invalid',
    telephone: '0199000033',
    home: {
      street: '8 chemin du Vallon',
      unit: '',
      postCode: '69340',
      city: 'FRANCHEVILLE',
      inseeCode: '69089',
      longitude: 4.7635,
      latitude: 45.7365,
      squareMetres: 128,
      people: 4,
      heating: 'gas',
    },
  },
  {
    id: 'theo',
    title: 'M',
    firstName: 'Théo',
    lastName: 'MARCHETTI',
    birthDate: '1996-02-18',
    email: 'theo@exemple.invalid',
    telephone: '0199000044',
    home: {
      street: '41 quai des Mariniers',
      unit: 'Appt 12',
      postCode: '69009',
      city: 'LYON',
      inseeCode: '69389',
      longitude: 4.8065,
      latitude: 45.7742,
      squareMetres: 38,
      people: 1,
      heating: 'electricity',
    },
  },
];

export function personOf(id: Person['id']): Person {
  const person = persons.find((one) => one.id === id);
  if (person === undefined) throw new RangeError(`Nobody is called "${id}" here.`);
  return person;
}
