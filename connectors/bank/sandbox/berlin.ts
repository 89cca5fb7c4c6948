import { type Request, type Response, Router } from 'express';
import { localDay } from '../../../shapes/kit/local-time.ts';
import { isDay } from '../../kit/partner/wall-clock.ts';
import { SandboxRefusal } from '../../kit/sandbox/refusal.ts';
import type { Account } from './accounts.ts';
import { amountText, balancesOf, isTooOld, type Statement, type Told, told } from './answers.ts';
import { type Admitted, accountOf, accountsOf, admit, type BankParts } from './gateway.ts';
import { pageOf } from './pages.ts';
import { sendAnswer, spoiled } from './sending.ts';

/** Accounts, balances and transactions as the Berlin Group's 1.3.11 has them. */
export function berlin(parts: BankParts): Router {
  const router = Router();
  const base = '/berlin/v1/accounts';
  const admitted = (request: Request): Admitted => {
    if (request.headers['x-request-id'] === undefined) {
      throw new SandboxRefusal(400, 'FORMAT_ERROR', 'X-Request-ID is missing');
    }
    const id = request.headers['consent-id'];
    return admit(
      parts,
      request,
      parts.state.find((consent) => consent.id === id && consent.dialect === 'berlin'),
    );
  };
  const statementOf = (request: Request, who: Admitted): Statement => ({
    account: accountOf(who, request.params.id),
    anchorDay: parts.state.anchorDay,
    today: localDay(parts.now.now()),
    fault: who.fault,
  });

  router.get(base, (request, response) => {
    const who = admitted(request);
    const accounts = accountsOf(who.consent).map((account) => shown(account, who, base));
    sendAnswer(response, who.fault, { accounts });
  });
  router.get(`${base}/:id/balances`, (request, response) => {
    const who = admitted(request);
    if (who.fault === 'account-closed') throw unknownAccount();
    const statement = statementOf(request, who);
    const { booked, expected } = balancesOf(statement);
    const balance = (balanceType: string, cents: number): object => ({
      balanceType,
      balanceAmount: { currency: 'EUR', amount: amountText(cents, statement.today) },
    });
    sendAnswer(response, who.fault, {
      account: { iban: statement.account.iban },
      balances: [
        balance('interimAvailable', expected),
        balance('expected', expected),
        balance('closingBooked', booked),
        balance('nonInvoiced', 0),
      ],
    });
  });
  router.get(`${base}/:id/transactions`, (request, response) => {
    const who = admitted(request);
    if (!who.consent.transactions) {
      throw new SandboxRefusal(401, 'CONSENT_INVALID', 'no consent to transactions');
    }
    if (who.fault === 'account-closed') throw unknownAccount();
    sendTransactions(request, response, statementOf(request, who));
  });
  return router;
}

const unknownAccount = (): SandboxRefusal =>
  new SandboxRefusal(404, 'RESOURCE_UNKNOWN', 'the account is closed');

function shown(account: Account, { consent }: Admitted, base: string): object {
  const { resourceId, iban, currency, name, type } = account;
  const path = `${base}/${resourceId}`;
  return {
    resourceId,
    // A card has no number of its own here that others may see.
    ...(type === 'CARD' ? { maskedPan: '5100********0042' } : { iban }),
    currency,
    name,
    cashAccountType: type,
    usage: 'PRIV',
    _links: {
      balances: { href: `${path}/balances` },
      ...(consent.transactions ? { transactions: { href: `${path}/transactions` } } : {}),
    },
  };
}

function sendTransactions(request: Request, response: Response, statement: Statement): void {
  const { bookingStatus, dateFrom } = request.query;
  if (bookingStatus !== 'both' || !isDay(String(dateFrom))) {
    throw new SandboxRefusal(400, 'FORMAT_ERROR', 'bookingStatus or dateFrom is not as it must be');
  }
  const { account, fault } = statement;
  if (fault === 'short-history' && isTooOld(statement, String(dateFrom))) {
    throw new SandboxRefusal(400, 'PERIOD_INVALID', 'older than ninety days');
  }
  const { items, links } = pageOf(request, told(statement, String(dateFrom)), fault);
  const listOf = (status: Told['status']): object[] =>
    items.filter((one) => one.status === status).map(transactionOf);
  sendAnswer(
    response,
    fault,
    spoiled(fault, {
      account: { iban: account.iban },
      transactions: {
        booked: listOf('booked'),
        pending: listOf('pending'),
        _links: { account: { href: `/berlin/v1/accounts/${account.resourceId}` }, ...links },
      },
    }),
  );
}

function transactionOf({ movement, status, reference }: Told): object {
  const { day, cents, mandate, counterparty } = movement;
  return {
    transactionId: status === 'booked' ? `t-${reference}` : reference,
    ...(status === 'booked' ? { entryReference: reference, bookingDate: day } : {}),
    endToEndId: movement.endToEndId ?? 'NOTPROVIDED',
    ...(mandate === undefined
      ? {}
      : { mandateId: mandate.reference, creditorId: mandate.creditor }),
    valueDate: day,
    transactionAmount: { currency: 'EUR', amount: amountText(cents, day) },
    [cents < 0 ? 'creditorName' : 'debtorName']: counterparty,
    remittanceInformationUnstructured: movement.label,
    bankTransactionCode: movement.code,
    ...(movement.purpose === undefined ? {} : { purposeCode: movement.purpose }),
  };
}
