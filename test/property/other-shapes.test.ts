import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Connection,
  type ConnectionState,
  connection,
} from '../../shapes/connection/connection.ts';
import { type DeliveryPoint, deliveryPoint } from '../../shapes/delivery-point/delivery-point.ts';
import { type Dwelling, dwelling } from '../../shapes/dwelling/dwelling.ts';
import {
  type EnergyContract,
  energyContract,
} from '../../shapes/energy-contract/energy-contract.ts';
import { addDays } from '../../shapes/kit/local-time.ts';
import type { Shape } from '../../shapes/kit/shape.ts';
import { parseTurtle, writeTurtle } from '../../shapes/kit/turtle.ts';
import { validate } from '../../shapes/kit/validate.ts';
import { connectionStates, contractStatuses, energyVectors } from '../../vocab/terms.ts';

const documentUrl = 'https://pod.exemple.invalid/data/it.ttl';

const deliveryPointId = fc.stringMatching(/^[0-9]{14}$/);
/** Large gas meters have a number of their own form. */
const meterNumber = fc.oneof(deliveryPointId, fc.stringMatching(/^GI[0-9]{6}$/));
const vector = fc.constantFrom('electricity' as const, 'gas' as const);
const day = fc.integer({ min: 0, max: 20_000 }).map((count) => addDays('1990-01-01', count));
const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const url = fc.webUrl();
const keysOf = <Code extends string>(codes: Readonly<Record<Code, string>>): fc.Arbitrary<Code> =>
  fc.constantFrom(...(Object.keys(codes) as Code[]));
const flow = fc.constantFrom('consumption' as const, 'production' as const);
const some = { requiredKeys: [] as [] };

const address = fc.record(
  {
    thoroughfare: words,
    building: words,
    unit: words,
    locality: words,
    postCode: fc.stringMatching(/^[0-9]{5}$/),
    postName: words,
    inseeCode: fc.stringMatching(/^[0-9][0-9AB][0-9]{3}$/),
  },
  some,
);

async function readingUndoesWriting<T>(shape: Shape<T>, things: fc.Arbitrary<T>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(things, async (thing) => {
      const quads = shape.write(thing, documentUrl);
      const text = writeTurtle(quads, documentUrl);

      expect(shape.read(parseTurtle(text, documentUrl), documentUrl)).toEqual(thing);
      await validate(quads, shape);
      expect(shape.fileNames?.test(shape.nameOf(thing))).toBe(true);
    }),
    { numRuns: 100 },
  );
}

test('an energy contract is read back as it was', async () => {
  const contracts: fc.Arbitrary<EnergyContract> = fc.record(
    {
      deliveryPointId: meterNumber,
      energyVector: vector,
      flow,
      supplier: words,
      tariffLabel: words,
      subscribedPowerVoltAmperes: fc.nat({ max: 36_000 }),
      segment: fc.constantFrom('C5', 'C1', 'P4'),
      annualReferenceWattHours: fc.nat({ max: 400_000_000 }),
      usageProfile: fc.stringMatching(/^P0[0-9]{2}$/),
      start: day,
      end: day,
      status: keysOf(contractStatuses),
    },
    { requiredKeys: ['deliveryPointId', 'flow'] },
  );

  await readingUndoesWriting(energyContract, contracts);
});

test('a delivery point is read back as it was', async () => {
  const time = fc.stringMatching(/^([01][0-9]|2[0-3]):[0-5][0-9]$/);
  const ranges = fc
    .uniqueArray(fc.record({ from: time, to: time }), {
      minLength: 1,
      maxLength: 4,
      selector: (range) => range.from,
    })
    .map((list) => list.toSorted((a, b) => (a.from < b.from ? -1 : 1)));
  const points: fc.Arbitrary<DeliveryPoint> = fc.record(
    {
      deliveryPointId: meterNumber,
      energyVector: vector,
      readingInterval: fc.constantFrom('P1D' as const, 'P1M' as const, 'P6M' as const),
      gridEntryPoint: words,
      address,
      offPeakHours: ranges,
    },
    { requiredKeys: ['deliveryPointId', 'energyVector'] },
  );

  await readingUndoesWriting(deliveryPoint, points);
});

test('a dwelling is read back as it was', async () => {
  const homes: fc.Arbitrary<Dwelling> = fc.record(
    {
      kind: fc.constantFrom('apartment' as const, 'house' as const),
      address,
      floorAreaSquareMetres: fc.integer({ min: 1, max: 100_000 }).map((tenths) => tenths / 10),
      roomCount: fc.integer({ min: 1, max: 20 }),
      yearBuilt: fc.integer({ min: 1_000, max: 2_030 }),
      energyLabel: fc.constantFrom('A' as const, 'D' as const, 'G' as const),
      heatingEnergy: keysOf(energyVectors),
      deliveryPointIds: fc
        .uniqueArray(deliveryPointId, { minLength: 1, maxLength: 3 })
        .map((ids) => ids.toSorted()),
    },
    some,
  );

  await readingUndoesWriting(dwelling, homes);
});

test('a connection is read back as it was', async () => {
  const connections: fc.Arbitrary<Connection> = fc.record(
    {
      partner: fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
      connector: url,
      state: keysOf<ConnectionState>(connectionStates),
      reason: fc.stringMatching(/^[A-Z][A-Z_]{0,30}$/),
      container: url.map((text) => `${text.replace(/\/$/, '')}/data/`),
      firstDay: day,
      lastDay: day,
      partnerConsentUntil: day,
    },
    { requiredKeys: ['partner', 'connector', 'state', 'container'] },
  );

  await readingUndoesWriting(connection, connections);
});
