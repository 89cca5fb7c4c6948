// Everything that needs an RDF parser, behind one door: the first view opens without it.
export { troubleFrom } from '../core/trouble.ts';
export { readBillFile, readBills } from './bills.ts';
export { readHousehold, readMonths, readPerson } from './household.ts';
