import type { Field } from '../kit/partner/field.ts';
import type { GrdfAccess } from './access.ts';
import type { GrdfClient } from './client.ts';
import { type Consumption, parseDay, parseLine, parsePeriod, settled } from './payload.ts';
import type { Period } from './walk.ts';

export interface MeterQuestion {
  readonly client: GrdfClient;
  readonly access: GrdfAccess;
  readonly signal: AbortSignal;
}

/** What GRDF gave, and whether it refused the rest: records before a refusal are good. */
export interface Answer<Thing> {
  readonly things: readonly Thing[];
  readonly refused: boolean;
}

const RECORDS_MAX = 2_000;

export function readDays(question: MeterQuestion, period: Period): Promise<Answer<Consumption>> {
  return readConsumption(question, 'donnees_consos_informatives', period, parseDay);
}

export function readPeriods(question: MeterQuestion, period: Period): Promise<Answer<Consumption>> {
  return readConsumption(question, 'donnees_consos_publiees', period, parsePeriod);
}

async function readConsumption(
  question: MeterQuestion,
  operation: string,
  { from, to }: Period,
  parse: (record: Field) => Consumption,
): Promise<Answer<Consumption>> {
  // Assumed: the day in the morning of which the last gas day ends is the end of the period.
  const query = { date_debut: from, date_fin: to };
  const { things, refused } = await readRecords(question, operation, query, (record) => ({
    record,
    consumption: parse(record),
  }));
  return { things: settled(things), refused };
}

/** Each record is believed as it comes: of the answer itself nothing is kept. */
export async function readRecords<Thing>(
  { client, access, signal }: MeterQuestion,
  operation: string,
  query: Readonly<Record<string, string>>,
  parse: (record: Field) => Thing,
): Promise<Answer<Thing>> {
  const things: Thing[] = [];
  let refused = false;
  const path = `/pce/${access.pce}/${operation}`;
  await client.ask({ method: 'GET', path, query, signal }, (object) => {
    const line = parseLine(object, access.pce);
    if (line.kind === 'refusal') refused = true;
    if (line.kind === 'record') things.push(parse(line.record));
    if (things.length > RECORDS_MAX) throw object.refusal(`comes after ${RECORDS_MAX} others`);
  });
  return { things, refused };
}
