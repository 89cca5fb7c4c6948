import { bill, pdfNameOf } from '../../../shapes/bill/bill.ts';
import { type Connection, connection } from '../../../shapes/connection/connection.ts';
import { deliveryPoint } from '../../../shapes/delivery-point/delivery-point.ts';
import { energyContract } from '../../../shapes/energy-contract/energy-contract.ts';
import { addDays, addMonths, daysOfMonth } from '../../../shapes/kit/local-time.ts';
import { Shelf } from '../../../shapes/kit/shelf.ts';
import { registerContainer } from '../../../shapes/kit/type-index.ts';
import {
  type MeterMonth,
  type MeterReading,
  meterMonth,
  secondsOfGridDay,
  startOfGridDay,
} from '../../../shapes/meter-reading/meter-reading.ts';
import { trb } from '../../../vocab/terms.ts';
import type { Citizen } from '../../kit/pod-servers.ts';
import { monthWith, SYNTHETIC_POINT, syntheticDay } from './synthetic-home.ts';

const FIRST_MONTH = '2024-12';
const LAST_DAY = '2026-11-22';
/** A day that the meter never sent. */
const SILENT_DAY = '2026-11-11';
const ESTIMATED_DAY = '2026-11-14';
const CORRECTED_DAY = '2026-11-17';

/** Two years of half-hours, with a silent day, an estimated and a corrected one in the last month. */
export function twoYears(): readonly MeterMonth[] {
  return Array.from({ length: 24 }, (_, index) => {
    const month = addMonths(FIRST_MONTH, index);
    const days = daysOfMonth(month).filter((day) => day <= LAST_DAY && day !== SILENT_DAY);
    return monthWith(month, days.flatMap(readingsOf));
  });
}

/** Lays a home into a citizen's space, as a connector would, and says so in her type index. */
export async function seedHome(
  { fetch, webId, podUrl }: Citizen,
  { connector, state }: { readonly connector: string; readonly state: Connection['state'] },
): Promise<{ readonly data: string; readonly link: string }> {
  const data = `${podUrl}data/energy/electricity/${SYNTHETIC_POINT}/`;
  const link = `${podUrl}connections/enedis/`;
  const months = new Shelf({ fetch, container: data, shape: meterMonth });
  // The first one makes the containers: many writers at once would race to make them.
  const [first, ...others] = twoYears();
  if (first !== undefined) await months.put(first);
  await Promise.all(others.map((month) => months.put(month)));
  await new Shelf({ fetch, container: data, shape: energyContract }).put({
    deliveryPointId: SYNTHETIC_POINT,
    flow: 'consumption',
    supplier: 'Fournisseur d’exemple',
    subscribedPowerVoltAmperes: 6_000,
  });
  await new Shelf({ fetch, container: data, shape: deliveryPoint }).put({
    deliveryPointId: SYNTHETIC_POINT,
    energyVector: 'electricity',
    offPeakHours: [{ from: '22:30', to: '06:30' }],
  });
  await new Shelf({ fetch, container: link, shape: connection }).put({
    partner: 'enedis',
    connector,
    state,
    container: data,
    firstDay: `${FIRST_MONTH}-01`,
    lastDay: LAST_DAY,
    partnerConsentUntil: addDays(LAST_DAY, 365),
  });
  for (const container of [data, link]) await letIn(fetch, container, { webId, connector });
  await registerContainer(fetch, webId, trb.MeterMonth, data);
  return { data, link };
}

/** Two autumn months of gas, a value a day, with the day of 25 hours among them. */
export function gasMonths(): readonly MeterMonth[] {
  const point = {
    deliveryPointId: SYNTHETIC_PCE,
    energyVector: 'gas',
    flow: 'consumption',
  } as const;
  return ['2026-10', '2026-11'].map((month) => ({
    ...point,
    month,
    readings: daysOfMonth(month)
      .filter((day) => day <= LAST_DAY)
      .map((day) => ({
        start: startOfGridDay('gas', day),
        durationSeconds: secondsOfGridDay('gas', day),
        energyWattHours: 10_000 + 1_000 * Number(day.slice(8)),
        quality: 'measured' as const,
      })),
  }));
}

export async function seedGas({ fetch, webId, podUrl }: Citizen): Promise<void> {
  const container = `${podUrl}data/energy/gas/${SYNTHETIC_PCE}/`;
  await new Shelf({ fetch, container, shape: deliveryPoint }).put({
    deliveryPointId: SYNTHETIC_PCE,
    energyVector: 'gas',
  });
  const shelf = new Shelf({ fetch, container, shape: meterMonth });
  for (const month of gasMonths()) await shelf.put(month);
  await registerContainer(fetch, webId, trb.MeterMonth, container);
}

const SYNTHETIC_PCE = '21470000000017';

export const SEEDED_PDF = '%PDF-1.4 synthetic';

/** Three bills of the water supplier, the newest with its file, as its connector would lay them. */
export async function seedBills({ fetch, webId, podUrl }: Citizen): Promise<void> {
  const container = `${podUrl}documents/eau/`;
  const shelf = new Shelf({ fetch, container, shape: bill });
  const water = { partner: 'eau', kind: 'bill' } as const;
  const newest = { ...water, billNumber: 'E-3', issued: '2026-10-12', amountCents: 123_456 };
  await shelf.put({ ...water, billNumber: 'E-1', issued: '2025-10-14', amountCents: 7_526 });
  await shelf.put({
    partner: 'eau',
    kind: 'credit-note',
    billNumber: 'E-2',
    issued: '2026-04-02',
    amountCents: -456,
  });
  await shelf.put({
    ...newest,
    status: 'to-pay',
    debitDay: '2026-11-05',
    periodFirstDay: '2026-04-01',
    periodLastDay: '2026-09-30',
    file: pdfNameOf(newest),
  });
  const answer = await fetch(`${container}${pdfNameOf(newest)}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/pdf' },
    body: SEEDED_PDF,
  });
  if (!answer.ok) throw new Error(`The file of the bill was not laid: ${answer.status}`);
  await registerContainer(fetch, webId, bill.forClass, container);
}

/** What the citizen grants a connector when she connects it: read and write, there and below. */
async function letIn(
  fetch: typeof globalThis.fetch,
  container: string,
  { webId, connector }: { readonly webId: string; readonly connector: string },
): Promise<void> {
  const body = `@prefix acl: <http://www.w3.org/ns/auth/acl#> .
<#owner> a acl:Authorization ; acl:agent <${webId}> ; acl:accessTo <${container}> ;
  acl:default <${container}> ; acl:mode acl:Read, acl:Write, acl:Control .
<#connector> a acl:Authorization ; acl:agent <${connector}> ; acl:accessTo <${container}> ;
  acl:default <${container}> ; acl:mode acl:Read, acl:Write .`;
  const answer = await fetch(`${container}.acl`, {
    method: 'PUT',
    headers: { 'content-type': 'text/turtle' },
    body,
  });
  if (!answer.ok) throw new Error(`The access to ${container} was not granted: ${answer.status}`);
}

function readingsOf(day: string): readonly MeterReading[] {
  if (day === ESTIMATED_DAY) return syntheticDay(day, 'estimated');
  return syntheticDay(day, day === CORRECTED_DAY ? 'corrected' : 'measured');
}
