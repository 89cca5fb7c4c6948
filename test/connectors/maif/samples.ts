import { readFileSync } from 'node:fs';
import { Field } from '../../../connectors/kit/partner/field.ts';
import { insuranceContractsOf } from '../../../connectors/maif/mapping.ts';
import { type MyInformation, parseMyInformation } from '../../../connectors/maif/payload.ts';
import type { InsuranceContract } from '../../../shapes/insurance-contract/insurance-contract.ts';

export const TODAY = '2026-11-23';

/** A synthetic answer of MAIF, with its euro signs as they come. */
export function sampleText(): string {
  const file = new URL('../fixtures/maif/maif-mes-infos.json', import.meta.url);
  return readFileSync(file, 'utf8');
}

export const parse = (answer: unknown): MyInformation =>
  parseMyInformation(Field.of(answer, 'MAIF'));

/** What is understood of an answer that says this and no more. */
export const told = (information: object): MyInformation =>
  parse({ MesInfos: { contract: [], ...information } });

export const contract = (change: object = {}): object => ({
  societaire: '9990001',
  name: 'RAQVAM',
  formuleBase: 'Équilibre',
  startDate: '2021-06-01',
  montantTarifTtc: 214.3,
  objects: { lieu: [place()] },
  ...change,
});

export const place = (change: object = {}): object => ({
  address: {
    street: '12 rue des Tanneurs',
    postCode: '69100',
    city: 'VILLEURBANNE',
    ...change,
  },
});

export const home = (change: object = {}): object => ({
  societaire: '9990001',
  ...place(),
  natureLieu: 'Appartement',
  situationJuridiqueLieu: 'Locataire',
  nombrePieces: 3,
  patrimoineMobilier: '10 000 \u0080 à 20 000 \u0080',
  ...change,
});

export const claim = (change: object = {}): object => ({
  type: 'Habitation',
  referenceSinistre: 'SIN-26-0001',
  horodatage: '2026-05-04T10:00:00',
  ...change,
});

export const contractsOf = (information: object, today = TODAY): InsuranceContract[] =>
  insuranceContractsOf(told(information), today);
