import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { announcedDebits } from '../../shapes/announced-debits/announced-debits.ts';
import { bankAccount } from '../../shapes/bank-account/bank-account.ts';
import { bill } from '../../shapes/bill/bill.ts';
import { billedEnergy } from '../../shapes/billed-energy/billed-energy.ts';
import { callMonth } from '../../shapes/call-month/call-month.ts';
import { connection } from '../../shapes/connection/connection.ts';
import { deliveryPoint } from '../../shapes/delivery-point/delivery-point.ts';
import { directDebitMandate } from '../../shapes/direct-debit-mandate/direct-debit-mandate.ts';
import { dwelling } from '../../shapes/dwelling/dwelling.ts';
import { energyContract } from '../../shapes/energy-contract/energy-contract.ts';
import { insuranceClaim } from '../../shapes/insurance-claim/insurance-claim.ts';
import { insuranceContract } from '../../shapes/insurance-contract/insurance-contract.ts';
import { insuredHousehold } from '../../shapes/insured-household/insured-household.ts';
import type { Shape } from '../../shapes/kit/shape.ts';
import { parseTurtle, sameGraph, writeTurtle } from '../../shapes/kit/turtle.ts';
import { ShapeViolation, validate } from '../../shapes/kit/validate.ts';
import { locationMonth } from '../../shapes/location-month/location-month.ts';
import { meterMonth } from '../../shapes/meter-reading/meter-reading.ts';
import { mobilityAccount } from '../../shapes/mobility-account/mobility-account.ts';
import { mobilityPass } from '../../shapes/mobility-pass/mobility-pass.ts';
import { mobilityPurchaseMonth } from '../../shapes/mobility-purchase/mobility-purchase.ts';
import { telecomLine } from '../../shapes/telecom-line/telecom-line.ts';
import { transactionMonth } from '../../shapes/transaction-month/transaction-month.ts';
import { tripMonth } from '../../shapes/trip-month/trip-month.ts';
import { videoMonth } from '../../shapes/video-month/video-month.ts';
import { waterContract } from '../../shapes/water-contract/water-contract.ts';
import { waterMonth } from '../../shapes/water-month/water-month.ts';
import { schemaOverHttp, sh } from '../../vocab/reused.ts';

const documentUrl = 'https://pod.exemple.invalid/data/it.ttl';

const shapes: readonly Shape<unknown>[] = [
  meterMonth,
  energyContract,
  deliveryPoint,
  dwelling,
  insuranceContract,
  insuredHousehold,
  insuranceClaim,
  connection,
  bill,
  billedEnergy,
  waterContract,
  waterMonth,
  telecomLine,
  callMonth,
  locationMonth,
  videoMonth,
  mobilityAccount,
  mobilityPass,
  mobilityPurchaseMonth,
  tripMonth,
  bankAccount,
  transactionMonth,
  directDebitMandate,
  announcedDebits,
];

describe.each(shapes.map((shape) => [shape.name, shape] as const))('%s:', (_, shape) => {
  const folder = `shapes/${shape.shapeFile.replace('shape.ttl', 'examples')}`;
  const examples = readdirSync(folder).map((file) => ({
    file,
    text: readFileSync(`${folder}/${file}`, 'utf8'),
  }));
  const valid = examples.filter(({ file }) => file.startsWith('valid-'));
  const invalid = examples.filter(({ file }) => file.startsWith('invalid-'));

  test.each(valid)('$file passes, and is written back as it was read', async ({ text }) => {
    const quads = parseTurtle(text, documentUrl);

    await validate(quads, shape);

    const thing = shape.read(quads, documentUrl);
    const written = shape.write(thing, documentUrl);
    const own = quads.filter(({ object }) => object.value !== 'Chez nous');
    expect(writeTurtle(written, documentUrl)).toBe(writeTurtle(own, documentUrl));
    expect(sameGraph(written, own, documentUrl)).toBe(true);
    await validate(written, shape);
  });

  test.each(invalid)(
    '$file is refused, in both languages, for its one reason',
    async ({ text }) => {
      const failed = await validate(parseTurtle(text, documentUrl), shape).catch(
        (error: unknown) => error,
      );

      if (!(failed instanceof ShapeViolation)) throw failed ?? new Error('It passed.');
      const said = failed.violations.map(
        ({ messages: { fr, en } }) => `# fr: ${fr}\n# en: ${en}\n`,
      );
      expect([...new Set(said)]).toEqual([announced(text)]);
    },
  );

  test('every message of the shape is raised by an example', () => {
    const shapeText = readFileSync(`shapes/${shape.shapeFile}`, 'utf8');
    const messages = parseTurtle(shapeText, 'https://exemple.invalid/shape.ttl')
      .filter(({ predicate }) => predicate.value === sh.message)
      .map(({ object }) => object.value);

    const raised = invalid.map(({ text }) => announced(text)).join('');
    expect(messages.filter((message) => !raised.includes(message))).toEqual([]);
  });
});

test('a document about something else is not accepted as empty', async () => {
  const [, contract] = shapes;
  const quads = parseTurtle(
    readFileSync('shapes/dwelling/examples/valid-dwelling.ttl', 'utf8'),
    documentUrl,
  );

  if (contract === undefined) throw new Error('There is no contract shape.');
  await expect(validate(quads, contract)).rejects.toMatchObject({
    messages: { fr: expect.stringContaining('ne contient rien'), en: expect.any(String) },
  });
});

test('schema.org is understood in both of its forms', () => {
  const https = readFileSync('shapes/dwelling/examples/valid-dwelling.ttl', 'utf8');
  const http = https.replace('https://schema.org/', schemaOverHttp);
  const read = (text: string) => dwelling.read(parseTurtle(text, documentUrl), documentUrl);

  expect(http).not.toBe(https);
  expect(read(http)).toEqual(read(https));
});

/** The first lines of an invalid example say what it must be refused with. */
function announced(text: string): string {
  const [, lines] = /^# Refused with:\n((?:# (?:fr|en): .*\n){2})/.exec(text) ?? [];
  if (lines === undefined) throw new Error('The example does not say what it is refused with.');
  return lines;
}
