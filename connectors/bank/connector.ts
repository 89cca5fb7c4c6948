import { announcedDebits } from '../../shapes/announced-debits/announced-debits.ts';
import { bankAccount } from '../../shapes/bank-account/bank-account.ts';
import {
  directDebitMandate,
  mergeMandates,
} from '../../shapes/direct-debit-mandate/direct-debit-mandate.ts';
import { addDays, daysBetween, localDay, monthOf } from '../../shapes/kit/local-time.ts';
import { present } from '../../shapes/kit/present.ts';
import {
  type BankTransaction,
  mergeTransactionMonths,
  transactionMonth,
} from '../../shapes/transaction-month/transaction-month.ts';
import { trb } from '../../vocab/terms.ts';
import { type Connector, document, type Pulled, type Run } from '../kit/contract.ts';
import { ConnectorError } from '../kit/errors.ts';
import { accessOf, openAccounts } from './access.ts';
import type { BankAccess, BankConsentPage } from './agreement.ts';
import type { BankApi } from './api.ts';
import { apiBerlin } from './api-berlin.ts';
import { apiStet } from './api-stet.ts';
import {
  type AccountCheckpoint,
  type BankCheckpoint,
  firstCheckpoint,
  parseCheckpoint,
} from './checkpoint.ts';
import { type Asker, type BankClient, createClient } from './client.ts';
import type { BankSettings } from './config.ts';
import { manifest } from './manifest.ts';
import {
  accountKeyOf,
  accountOf,
  announcedDebitsOf,
  mandatesOf,
  monthsOf,
  transactionsOf,
} from './mapping.ts';
import type { FoundAccount } from './payload.ts';
import { PeriodTooOld } from './refusal.ts';
import { firstDayToRead, SHORT_HISTORY_DAYS } from './window.ts';

type River = AsyncGenerator<Pulled<BankCheckpoint, BankAccess>, void, undefined>;

/** A run, and whom it asks. */
interface Visit extends Run<BankAccess, BankCheckpoint> {
  readonly settings: BankSettings;
  readonly client: BankClient;
  readonly api: BankApi;
}

export function createBankConnector(
  settings: BankSettings,
): Connector<BankAccess, BankCheckpoint> & { readonly access: BankConsentPage } {
  const client = createClient({ ...settings, rateLimit: manifest.rateLimit });
  const api = settings.dialect === 'stet' ? apiStet : apiBerlin;
  return {
    manifest: {
      ...manifest,
      id: settings.connection,
      title: { fr: `Banque (${settings.name})`, en: `Bank (${settings.name})` },
      partner: {
        name: settings.name,
        website: settings.website,
        dataProtectionContact: settings.website,
      },
      hosts: [settings.api, settings.pages].map((url) => new URL(url).host),
    },
    access: accessOf(settings, client),
    places: ({ bank }) => [
      {
        container: `data/bank/${bank}/`,
        classes: [
          trb.BankAccount,
          trb.TransactionMonth,
          trb.DirectDebitMandate,
          trb.AnnouncedDebits,
        ],
      },
    ],
    agreedUntil: ({ until }) => until,
    checkpoint: { first: firstCheckpoint, parse: parseCheckpoint },
    pull: (run) => pull({ ...run, settings, client, api }),
  };
}

/** Account after account; each is ticked off once all that it says lies in the space. */
async function* pull(visit: Visit): River {
  const { settings, client, api, signal } = visit;
  const { credentials, renewed } = await openAccounts(visit.access, settings, client, signal);
  if (renewed !== undefined) yield { kind: 'access', access: renewed };
  const asker = { credentials, signal };
  const accounts = await client.ask(api.accounts, undefined, asker);
  if (accounts.length === 0) {
    throw new ConnectorError('NO_DATA', 'The bank shows no payment account in euros');
  }
  const today = localDay(visit.clock.now());
  let { checkpoint } = visit;
  const daysOf = (account: FoundAccount): number =>
    daysBetween(firstDayToRead(checkpoint.accounts[accountKeyOf(account.iban)], today), today) + 1;
  const days = accounts.map(daysOf);
  const total = sum(days);
  for (const [index, account] of accounts.entries()) {
    yield { kind: 'progress', done: sum(days.slice(0, index)), total, unit: 'day' };
    const read = yield* accountDocuments(visit, asker, account, checkpoint);
    if (read === undefined) continue;
    const accountKey = accountKeyOf(account.iban);
    checkpoint = { ...checkpoint, accounts: { ...checkpoint.accounts, [accountKey]: read } };
    yield { kind: 'checkpoint', checkpoint };
    const covered = coverageOf(checkpoint);
    if (covered !== undefined) yield { kind: 'coverage', ...covered };
  }
  yield { kind: 'progress', done: total, total, unit: 'day' };
}

/** Gives the account's checkpoint, or undefined when its transactions were not to be had. */
async function* accountDocuments(
  visit: Visit,
  asker: Asker,
  account: FoundAccount,
  { accounts }: BankCheckpoint,
): AsyncGenerator<Pulled<BankCheckpoint, BankAccess>, AccountCheckpoint | undefined, undefined> {
  const { client, api, settings } = visit;
  const accountKey = accountKeyOf(account.iban);
  const question = { resourceId: account.resourceId };
  const balances = account.showsBalances
    ? await unlessGone(client.ask(api.balances, question, asker))
    : [];
  // An account that was closed between two questions: what lies in the space stays.
  if (balances === undefined) return undefined;
  yield document(bankAccount, accountOf(settings.bank, account, balances));
  if (!account.showsTransactions) return undefined;

  const today = localDay(visit.clock.now());
  const before = accounts[accountKey];
  const transactions = await readTransactions(visit, asker, account, before);
  if (transactions === undefined) return undefined;
  const toldAnew = [...(before?.pendingMonths ?? []), monthOf(today)];
  for (const month of monthsOf(accountKey, transactions, toldAnew)) {
    yield document(transactionMonth, month, mergeTransactionMonths);
  }
  for (const mandate of mandatesOf(accountKey, transactions)) {
    yield document(directDebitMandate, mandate, mergeMandates);
  }
  yield document(announcedDebits, announcedDebitsOf(accountKey, transactions));
  return checkpointOf(transactions, before, today);
}

/** In one question, because the questions of a day are counted; the pages of its answer are not. */
async function readTransactions(
  { client, api, clock }: Visit,
  asker: Asker,
  { resourceId }: FoundAccount,
  before: AccountCheckpoint | undefined,
): Promise<BankTransaction[] | undefined> {
  const today = localDay(clock.now());
  const readFrom = async (from: string): Promise<BankTransaction[] | undefined> => {
    const question = { resourceId, from, today };
    const found = await unlessGone(client.ask(api.transactions, question, asker));
    // Some banks send more than was asked; what is older was read before, whole month by whole month.
    return found && transactionsOf(found).filter(({ day }) => day >= from);
  };
  try {
    return await readFrom(firstDayToRead(before, today));
  } catch (error) {
    if (!(error instanceof PeriodTooOld)) throw error;
    return readFrom(addDays(today, -SHORT_HISTORY_DAYS));
  }
}

function checkpointOf(
  transactions: readonly BankTransaction[],
  before: AccountCheckpoint | undefined,
  today: string,
): AccountCheckpoint {
  const daysOf = (status: BankTransaction['status']): string[] =>
    transactions.filter((one) => one.status === status).map(({ day }) => day);
  const { firstDay, lastDay } = before?.covered ?? {};
  const known = [firstDay, lastDay, ...daysOf('booked')].filter((day) => day !== undefined).sort();
  const [first] = known;
  const last = known.at(-1);
  return present({
    readOn: today,
    pendingMonths: [...new Set(daysOf('pending').map(monthOf))].sort(),
    covered: first && last ? { firstDay: first, lastDay: last } : undefined,
  });
}

function coverageOf({ accounts }: BankCheckpoint): AccountCheckpoint['covered'] {
  const all = Object.values(accounts).flatMap(({ covered }) => covered ?? []);
  const [firstDay] = all.map((covered) => covered.firstDay).sort();
  const lastDay = all
    .map((covered) => covered.lastDay)
    .sort()
    .at(-1);
  return firstDay && lastDay ? { firstDay, lastDay } : undefined;
}

async function unlessGone<Item>(
  asked: Promise<readonly Item[]>,
): Promise<readonly Item[] | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ConnectorError && error.code === 'NO_DATA') return undefined;
    throw error;
  }
}

const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, number) => total + number, 0);
