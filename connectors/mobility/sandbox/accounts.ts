import { type Person, personOf } from '../../kit/sandbox/persons.ts';

/** A made-up person's account, under the account's own number of her. */
export interface Account {
  readonly citizenId: string;
  readonly person: Person;
}

export const accounts: readonly Account[] = [
  { citizenId: 'cit-0001', person: personOf('odile') },
  { citizenId: 'cit-0002', person: personOf('karim') },
  { citizenId: 'cit-0003', person: personOf('ines') },
  { citizenId: 'cit-0004', person: personOf('theo') },
];
