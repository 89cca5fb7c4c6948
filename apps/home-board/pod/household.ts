import { type Connection, connection } from '../../../shapes/connection/connection.ts';
import { deliveryPoint } from '../../../shapes/delivery-point/delivery-point.ts';
import {
  type EnergyContract,
  energyContract,
} from '../../../shapes/energy-contract/energy-contract.ts';
import { nodesOf } from '../../../shapes/kit/document.ts';
import { getDocument } from '../../../shapes/kit/pod.ts';
import { PodError, Shelf } from '../../../shapes/kit/shelf.ts';
import { findContainers, storageOf } from '../../../shapes/kit/type-index.ts';
import {
  type EnergyVector,
  type FlowDirection,
  type MeterMonth,
  meterMonth,
} from '../../../shapes/meter-reading/meter-reading.ts';
import { foaf, space, vcard } from '../../../vocab/reused.ts';
import { trb } from '../../../vocab/terms.ts';
import type { City } from './city.ts';
import type { SignedIn } from './session.ts';

type Fetch = typeof globalThis.fetch;

/** More parallel reads than this would only queue in the browser (six connections a host on HTTP/1.1). */
export const READS_AT_ONCE = 6;
/** A home with more meters than this is not a home. */
const CONTAINERS_MAX = 20;

/** Who the citizen is and where her data lies. */
export interface Person {
  readonly webId: string;
  readonly name: string | undefined;
  readonly storages: readonly string[];
}

/** One direction of one meter, and the months that lie in the space. */
export interface Meter {
  readonly container: string;
  readonly deliveryPointId: string;
  readonly energyVector: EnergyVector;
  readonly flow: FlowDirection;
  /** '2026-11', in order. */
  readonly months: readonly string[];
  readonly contract: EnergyContract | undefined;
  /** '22:00-06:00' */
  readonly offPeakHours: readonly string[];
}

export interface Linked {
  readonly connection: Connection;
  /** The container of the connection document. */
  readonly container: string;
}

export interface Household {
  readonly meters: readonly Meter[];
  readonly connections: readonly Linked[];
}

export async function readPerson({ fetch, webId }: SignedIn): Promise<Person> {
  const profile = await getDocument(fetch, webId.replace(/#.*$/, ''));
  const node = nodesOf(profile?.quads ?? []).get(webId);
  const storages = node?.texts(space.storage) ?? [];
  const name = node?.texts(foaf.name)[0] ?? node?.texts(vcard.fn)[0];
  return {
    webId,
    name,
    storages: storages.length > 0 ? storages : [await storageOf(fetch, webId)],
  };
}

/** What there is, without the readings: those are read month by month, as pages need them. */
export async function readHousehold(
  { fetch, webId }: SignedIn,
  person: Person,
  city: City,
): Promise<Household> {
  const [containers, connections] = await Promise.all([
    findContainers(fetch, webId, trb.MeterMonth),
    readConnections(fetch, webId, person, city),
  ]);
  const unregistered = connections
    .map(({ connection }) => connection.container)
    .filter((container) => !containers.includes(container));
  const linked = await Promise.all(unregistered.map((container) => metered(fetch, container)));
  const known = [...new Set([...containers, ...linked.flat()])].slice(0, CONTAINERS_MAX);
  const meters = await Promise.all(known.map((container) => readMeters(fetch, container)));
  return { meters: meters.flat(), connections };
}

/** The container of a connection, if a meter is described there: most partners bring other things. */
async function metered(fetch: Fetch, container: string): Promise<readonly string[]> {
  const point = new Shelf({ fetch, container, shape: deliveryPoint }).get('delivery-point.ttl');
  return (await absentWhenRefused(point)) === undefined ? [] : [container];
}

/** Month documents, and when the newest of them last changed where the server says so. */
export interface MonthsRead {
  readonly months: readonly MeterMonth[];
  readonly changed: Date | undefined;
}

/** The month documents of a meter, as far as they exist, newest first. */
export async function readMonths(
  fetch: Fetch,
  meter: Meter,
  wanted: readonly string[],
): Promise<MonthsRead> {
  const changes: number[] = [];
  const watched: Fetch = async (input, init) => {
    const response = await fetch(input, init);
    const changed = Date.parse(response.headers.get('last-modified') ?? '');
    if (!Number.isNaN(changed)) changes.push(changed);
    return response;
  };
  const shelf = new Shelf({ fetch: watched, container: meter.container, shape: meterMonth });
  const names = wanted
    .filter((month) => meter.months.includes(month))
    .sort()
    .reverse();
  const months: MeterMonth[] = [];
  for (let first = 0; first < names.length; first += READS_AT_ONCE) {
    const batch = names.slice(first, first + READS_AT_ONCE);
    const read = await Promise.all(batch.map((month) => shelf.get(nameOf(month, meter.flow))));
    months.push(...read.filter((month) => month !== undefined));
  }
  return { months, changed: changes.length === 0 ? undefined : new Date(Math.max(...changes)) };
}

async function readConnections(
  fetch: Fetch,
  webId: string,
  { storages }: Person,
  { sources }: City,
): Promise<readonly Linked[]> {
  const registered = await findContainers(fetch, webId, trb.Connection);
  const usual = storages.flatMap((storage) =>
    sources.map(({ id }) => `${storage}connections/${id}/`),
  );
  const containers = [...new Set([...registered, ...usual])].slice(0, CONTAINERS_MAX);
  const found = await Promise.all(
    containers.map(async (container) => {
      const stored = await absentWhenRefused(
        new Shelf({ fetch, container, shape: connection }).get('connection.ttl'),
      );
      return stored === undefined ? [] : [{ connection: stored, container }];
    }),
  );
  return found.flat();
}

async function readMeters(fetch: Fetch, container: string): Promise<readonly Meter[]> {
  const names = await new Shelf({ fetch, container, shape: meterMonth }).names();
  const [consumption, production, point] = await Promise.all([
    new Shelf({ fetch, container, shape: energyContract }).get('contract.ttl'),
    new Shelf({ fetch, container, shape: energyContract }).get('contract-production.ttl'),
    new Shelf({ fetch, container, shape: deliveryPoint }).get('delivery-point.ttl'),
  ]);
  const flows = [
    { flow: 'consumption', contract: consumption, ending: '.ttl' },
    { flow: 'production', contract: production, ending: '-production.ttl' },
  ] as const;
  return flows.flatMap(({ flow, contract, ending }) => {
    const months = names
      .filter((name) => name.length === 'YYYY-MM'.length + ending.length && name.endsWith(ending))
      .map((name) => name.slice(0, 'YYYY-MM'.length));
    if (months.length === 0) return [];
    return [
      {
        container,
        energyVector: point?.energyVector ?? 'electricity',
        flow,
        contract,
        months,
        deliveryPointId:
          point?.deliveryPointId ?? contract?.deliveryPointId ?? lastSegment(container),
        offPeakHours: (point?.offPeakHours ?? []).map(({ from, to }) => `${from}-${to}`),
      },
    ];
  });
}

/** Servers may answer 403 where there is nothing, so that nobody learns what exists. */
async function absentWhenRefused<T>(reading: Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof PodError && error.status === 403) return undefined;
    throw error;
  }
}

function nameOf(month: string, flow: FlowDirection): string {
  return `${month}${flow === 'production' ? '-production' : ''}.ttl`;
}

function lastSegment(container: string): string {
  return container.split('/').at(-2) ?? '';
}
