import { addDays } from '../../../shapes/kit/local-time.ts';
import type { Person } from '../../kit/sandbox/persons.ts';
import type { CoveredCar, CoveredHome, Member } from './members.ts';

/** The euro sign as MAIF sends it. */
const MISREAD_EURO = '\u0080';

interface Contract {
  readonly societaire: string;
  readonly name: string;
  readonly objects: { readonly vehicule?: readonly object[]; readonly lieu?: readonly object[] };
}

/** What stands under `MesInfos`; the lists that faults work on are named. */
export interface Information {
  readonly contract: readonly Contract[];
  readonly home: readonly object[];
  readonly foyer: object;
  readonly paymentTerms: object;
  readonly insuranceClaim: readonly object[];
  readonly client: object;
}

export interface Moment {
  /** The day on which the member's history ends: claims lie before it. */
  readonly anchorDay: string;
  /** Premiums rise once a year, so what is due depends on the day. */
  readonly today: string;
  readonly euro?: string;
}

const RISE_PER_YEAR = 1.03;

export function informationOf(member: Member, moment: Moment): Information {
  const { person, memberNumber, homes, cars } = member;
  const { euro = MISREAD_EURO } = moment;
  return {
    contract: [
      ...cars.map((car) => carContract(memberNumber, car, moment.today)),
      ...homes.map((home) => homeContract(memberNumber, home, moment.today)),
      ...(member.bodyContract === undefined
        ? []
        : [
            {
              societaire: memberNumber,
              name: 'EXEMPLE-CORPS',
              objects: {},
              ...member.bodyContract,
            },
          ]),
    ],
    home: homes.map((home) => ({
      societaire: memberNumber,
      address: addressOf(home),
      codeNatureLieuRisque: home.nature.slice(0, 1),
      natureLieu: home.nature,
      codeJuridique: home.legalSituation.slice(0, 1),
      situationJuridiqueLieu: home.legalSituation,
      codePieceLieuRisque: String(home.rooms),
      nombrePieces: home.rooms,
      codeTrancheMobilier: '2',
      patrimoineMobilier: home.contents.replaceAll('€', euro),
    })),
    foyer: {
      name: person.lastName,
      address: {
        ...addressOf(person.home),
        deliveryOffice: '',
        inseeCode: person.home.inseeCode,
        residence: 'principale',
      },
      membres: [self(person), ...member.relatives.map((relative) => relativeOf(person, relative))],
    },
    paymentTerms: {
      rib: { bic: 'TESTFRPPXXX', iban: member.iban },
      modePaiement: 'Prélèvement mensuel',
      societaire: memberNumber,
    },
    insuranceClaim: member.claims.map((claim) => ({
      type: claim.car === undefined ? 'Habitation' : 'Vehicule',
      societaire: memberNumber,
      horodatage: claim.at ?? `${addDays(moment.anchorDay, -(claim.daysAgo ?? 0))}T17:40:00`,
      lieuSurvenance: claim.town,
      referenceSinistre: claim.reference,
      typeLieuSurvenance: claim.placeKind.slice(0, 1),
      libelleTypeLieuSurvenance: claim.placeKind,
      ...(claim.car === undefined
        ? { address: addressOf(person.home) }
        : { immatriculationVehicule: claim.car, driver: claim.driver }),
    })),
    client: {
      ...self(person),
      familySituation: 'Mariée',
      codeActif: 'O',
      referenceClient: `RC-${memberNumber.slice(-2)}`,
      timestampModification: `${moment.anchorDay}T02:00:00`,
    },
  };
}

function carContract(societaire: string, car: CoveredCar, today: string) {
  return {
    societaire,
    name: 'VAM',
    formuleBase: car.formula,
    codeFormuleReference: car.formula.slice(0, 3).toUpperCase(),
    startDate: car.since,
    montantTarifTtc: eurosOf(car.firstYearCents, car.since, today),
    objects: { startDate: car.since, vehicule: [{ immatriculationVehicule: car.plate }] },
  };
}

function homeContract(societaire: string, home: CoveredHome, today: string) {
  return {
    societaire,
    name: 'RAQVAM',
    formuleBase: home.formula,
    codeFormuleReference: home.formula.slice(0, 3).toUpperCase(),
    startDate: home.since,
    montantTarifTtc: eurosOf(home.firstYearCents, home.since, today),
    objects: {
      startDate: home.since,
      lieu: [{ address: { ...addressOf(home), country: 'FRANCE', numeroPays: '1' } }],
    },
  };
}

/** Euros a year, dearer on each birthday of the contract. */
function eurosOf(firstYearCents: number, since: string, today: string): number {
  const years = Number(today.slice(0, 4)) - Number(since.slice(0, 4));
  const whole = today.slice(5) >= since.slice(5) ? years : years - 1;
  return Math.round(firstYearCents * RISE_PER_YEAR ** Math.max(0, whole)) / 100;
}

function addressOf({
  street,
  postCode,
  city,
}: Pick<Person['home'], 'street' | 'postCode' | 'city'>) {
  return { street, postCode, city };
}

function self({ title, firstName, lastName, email, telephone, birthDate }: Person) {
  return {
    name: {
      codeTitrePersonne: title === 'Mme' ? '2' : '1',
      prefix: title,
      family: lastName,
      given: firstName,
    },
    email,
    telMobile: telephone,
    birthdate: birthDate,
    birthplace: 'Annecy',
    profession: 'Employée',
    quality: 'Sociétaire',
  };
}

function relativeOf(
  { lastName }: Person,
  { firstName, quality, birthDate }: Member['relatives'][number],
) {
  return {
    name: { family: lastName, given: firstName },
    email: `${firstName.toLowerCase()}@exemple.invalid`,
    birthdate: birthDate,
    birthplace: 'Chambéry',
    quality,
  };
}
