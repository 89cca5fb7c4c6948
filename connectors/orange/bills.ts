import { bill, pdfNameOf } from '../../shapes/bill/bill.ts';
import { document, inContainer, type LaidDocument, type LaidFile } from '../kit/contract.ts';
import { ConnectorError } from '../kit/errors.ts';
import type { OrangeAccess } from './access.ts';
import type { OrangeClient } from './client.ts';
import { billOf } from './mapping.ts';
import { parseBills } from './payload.ts';

export interface BillQuestion {
  readonly client: OrangeClient;
  readonly access: OrangeAccess;
  readonly signal: AbortSignal;
  readonly container: string;
  /** References of bills whose file lies in the space: it is not fetched again. */
  readonly known: readonly string[];
}

/** A bill that was laid, its file first, so that no document points to a file that is not there. */
export interface LaidBill {
  readonly laid: readonly (LaidFile | LaidDocument)[];
  readonly reference: string;
  readonly hasFile: boolean;
}

/**
 * Bills, oldest first. Assumed: Orange publishes no address of bills beside these rows. Their form is that of the
 * pilot's samples, the addresses are ours; neither mandate nor creditor is told, so a bank's debit cannot be matched yet.
 */
export async function* readBills(
  question: BillQuestion,
): AsyncGenerator<LaidBill, void, undefined> {
  const { client, access, signal, container, known } = question;
  const rows = parseBills(await client.ask({ path: '/data/factures', ...access, signal }));
  for (const row of rows.toSorted((a, b) => (a.date < b.date ? -1 : Number(a.date > b.date)))) {
    const { reference } = row;
    const bytes = known.includes(reference) ? undefined : await fileOf(question, reference);
    const hasFile = known.includes(reference) || bytes !== undefined;
    const thing = billOf(row, hasFile);
    const file = bytes && {
      kind: 'file' as const,
      container,
      name: pdfNameOf(thing),
      contentType: 'application/pdf',
      bytes,
    };
    const laid = inContainer(container, document(bill, thing));
    yield { laid: file === undefined ? [laid] : [file, laid], reference, hasFile };
  }
}

/** A bill whose file is not there yet is worth having all the same. */
async function fileOf(
  { client, access, signal }: BillQuestion,
  reference: string,
): Promise<Uint8Array | undefined> {
  try {
    return await client.file({ path: `/data/factures/${reference}/pdf`, ...access, signal });
  } catch (error) {
    if (error instanceof ConnectorError && error.code === 'NO_DATA') return undefined;
    throw error;
  }
}
