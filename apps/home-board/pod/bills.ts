import { type Bill, bill } from '../../../shapes/bill/bill.ts';
import { send } from '../../../shapes/kit/pod.ts';
import { Shelf } from '../../../shapes/kit/shelf.ts';
import { findContainers } from '../../../shapes/kit/type-index.ts';
import { trb } from '../../../vocab/terms.ts';
import { READS_AT_ONCE } from './household.ts';
import type { SignedIn } from './session.ts';

/** Two years of monthly bills of several providers; older ones stay in the space. */
const BILLS_MAX = 200;

/** A bill, and the folder that it and its file lie in. */
export interface LaidBill {
  readonly bill: Bill;
  readonly container: string;
}

/** The newest bills of all providers. */
export async function readBills({ fetch, webId }: SignedIn): Promise<readonly LaidBill[]> {
  const containers = await findContainers(fetch, webId, trb.Bill);
  const listed = await Promise.all(
    containers.map(async (container) => {
      const names = await new Shelf({ fetch, container, shape: bill }).names();
      return names.map((name) => ({ container, name }));
    }),
  );
  // A name begins with the day of issue.
  const newest = listed
    .flat()
    .sort((a, b) => (a.name < b.name ? 1 : -1))
    .slice(0, BILLS_MAX);
  const bills: LaidBill[] = [];
  for (let first = 0; first < newest.length; first += READS_AT_ONCE) {
    const batch = newest.slice(first, first + READS_AT_ONCE);
    const read = await Promise.all(
      batch.map(async ({ container, name }) => {
        const stored = await new Shelf({ fetch, container, shape: bill }).get(name);
        return stored === undefined ? [] : [{ bill: stored, container }];
      }),
    );
    bills.push(...read.flat());
  }
  return bills;
}

/** The bill as its provider made it. Throws a PodError when the space does not give it. */
export async function readBillFile(
  { fetch }: SignedIn,
  { container }: LaidBill,
  file: string,
): Promise<Blob> {
  const answer = await send(fetch, new URL(file, container).href, { method: 'GET' });
  return answer.blob();
}
