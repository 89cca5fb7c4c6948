import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type BillsOfYear, billsByYear } from '../core/bills.ts';
import type { LaidBill } from '../pod/bills.ts';
import { handOver } from './hand-over.ts';
import { Icon } from './icon.tsx';
import type { Open } from './open.ts';
import { useVoice } from './voice.ts';

/** The bills of every provider in one place, newest first, each with its file. */
export function BillsPage(open: Open): VNode {
  const { words } = useVoice();
  const bills = useBills(open);
  return (
    <>
      <h1>{words.bills.title}</h1>
      {bills === undefined ? (
        <p class="lede" role="status">
          {words.loading}
        </p>
      ) : (
        <BillList {...open} bills={bills} />
      )}
    </>
  );
}

function useBills({ session, onError }: Open): readonly LaidBill[] | undefined {
  const [bills, setBills] = useState<readonly LaidBill[] | undefined>(undefined);
  useEffect(() => {
    let left = false;
    import('../pod/reading.ts')
      .then(({ readBills }) => readBills(session))
      .then((read) => {
        if (!left) setBills(read);
      })
      .catch(onError);
    return () => {
      left = true;
    };
  }, [session]);
  return bills;
}

function BillList(props: Open & { readonly bills: readonly LaidBill[] }): VNode {
  const { words } = useVoice();
  const { bills } = props;
  if (bills.length === 0) return <p class="lede">{words.bills.none}</p>;
  return (
    <>
      <p class="lede">{words.bills.lede}</p>
      {billsByYear(bills).map((year) => (
        <YearOfBills key={year.year} {...props} year={year} />
      ))}
    </>
  );
}

function YearOfBills(props: Open & { readonly year: BillsOfYear<LaidBill> }): VNode {
  const { words, formats } = useVoice();
  const { year, bills, totalCents } = props.year;
  return (
    <section aria-labelledby={`bills-${year}`}>
      <h2 id={`bills-${year}`}>{words.bills.ofYear(year, formats.cents(totalCents))}</h2>
      <ul class="cards">
        {bills.map((laid) => (
          <BillCard
            key={`${laid.container}${laid.bill.issued}${laid.bill.billNumber}`}
            {...props}
            laid={laid}
          />
        ))}
      </ul>
    </section>
  );
}

function BillCard({ laid, ...open }: Open & { readonly laid: LaidBill }): VNode {
  const { words, formats } = useVoice();
  const { bill } = laid;
  const name = open.city.sources.find(({ id }) => id === bill.partner)?.name ?? bill.partner;
  return (
    <li class="card">
      <h3>
        {bill.kind === 'credit-note' ? words.bills.creditNoteOf(name) : name},{' '}
        {formats.dayPlain(bill.issued)}
      </h3>
      <p class="big">{formats.cents(bill.amountCents)}</p>
      {bill.status !== undefined && <p>{words.bills.status[bill.status]}</p>}
      {bill.periodFirstDay !== undefined && bill.periodLastDay !== undefined && (
        <p>
          {words.bills.period(
            formats.dayPlain(bill.periodFirstDay),
            formats.dayPlain(bill.periodLastDay),
          )}
        </p>
      )}
      {bill.debitDay !== undefined && <p>{words.bills.debit(formats.dayPlain(bill.debitDay))}</p>}
      <p class="hint">{words.bills.number(bill.billNumber)}</p>
      {bill.file !== undefined && <BillFile {...open} laid={laid} file={bill.file} />}
    </li>
  );
}

/** The file lies in the space, which only opens to the signed-in page: so the page fetches it and hands it over. */
function BillFile({
  session,
  laid,
  file,
}: Open & { readonly laid: LaidBill; readonly file: string }): VNode {
  const { words } = useVoice();
  const [state, setState] = useState<'rest' | 'opening' | 'failed'>('rest');

  async function open(): Promise<void> {
    setState('opening');
    try {
      const { readBillFile } = await import('../pod/reading.ts');
      handOver(file, await readBillFile(session, laid, file));
      setState('rest');
    } catch {
      setState('failed');
    }
  }

  return (
    <>
      <button
        type="button"
        class="button quiet"
        disabled={state === 'opening'}
        onClick={() => void open()}
      >
        <Icon name="download" /> {words.bills.file}
      </button>
      {state === 'failed' && <p role="alert">{words.bills.fileFailed}</p>}
    </>
  );
}
