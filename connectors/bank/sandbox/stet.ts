import express, { type Request, Router } from 'express';
import { addDays, localDay } from '../../../shapes/kit/local-time.ts';
import { SandboxRefusal } from '../../kit/sandbox/refusal.ts';
import type { Account } from './accounts.ts';
import { amountText, balancesOf, type Statement, type Told, told } from './answers.ts';
import { type Admitted, accountOf, accountsOf, admit, type BankParts } from './gateway.ts';
import { pageOf } from './pages.ts';
import { sendAnswer, spoiled } from './sending.ts';
import type { Tokens } from './tokens.ts';

const SHORT_HISTORY_DAYS = 90;

/** Consents, accounts, balances and transactions as STET 1.4 has them. */
export function stet(parts: BankParts, { consentOf }: Tokens): Router {
  const router = Router();
  const base = '/stet/v1/accounts';
  const admitted = (request: Request): Admitted => admit(parts, request, consentOf(request));
  const statementOf = (request: Request, who: Admitted): Statement => ({
    account: accountOf(who, request.params.id),
    anchorDay: parts.state.anchorDay,
    today: localDay(parts.now.now()),
    fault: who.fault,
  });

  router.put('/stet/v1/consents', express.json(), (request, response) => {
    const { consent } = admitted(request);
    const shown = accountsOf(consent).map(({ iban }) => iban);
    const { balances, transactions } = request.body ?? {};
    for (const named of [balances, transactions]) {
      const known = (one: { iban?: unknown }): boolean => shown.includes(String(one.iban));
      if (!Array.isArray(named) || !named.every(known)) {
        throw new SandboxRefusal(403, 'FORBIDDEN', 'an account that the person did not show');
      }
    }
    response.status(201).end();
  });
  router.get(base, (request, response) => {
    const who = admitted(request);
    const accounts = accountsOf(who.consent).map((account) => shownAs(account, who, base));
    sendAnswer(response, who.fault, { accounts, _links: { self: { href: base } } });
  });
  router.get(`${base}/:id/balances`, (request, response) => {
    const who = admitted(request);
    if (who.fault === 'account-closed') throw unknownAccount();
    const statement = statementOf(request, who);
    const { booked, expected } = balancesOf(statement);
    const balance = (name: string, balanceType: string, cents: number): object => ({
      name,
      balanceType,
      balanceAmount: { currency: 'EUR', amount: amountText(cents, statement.today) },
    });
    sendAnswer(response, who.fault, {
      balances: [
        balance('Solde comptable', 'CLBD', booked),
        balance('Solde prévisionnel', 'XPCD', expected),
      ],
      _links: { self: { href: request.originalUrl } },
    });
  });
  router.get(`${base}/:id/transactions`, (request, response) => {
    const who = admitted(request);
    if (!who.consent.transactions) throw new SandboxRefusal(403, 'FORBIDDEN', 'not shown');
    if (who.fault === 'account-closed') throw unknownAccount();
    const statement = statementOf(request, who);
    const oldest = addDays(statement.today, -SHORT_HISTORY_DAYS);
    const wanted = String(request.query.dateFrom ?? oldest);
    const from = who.fault === 'short-history' && wanted < oldest ? oldest : wanted;
    const { items, links } = pageOf(request, told(statement, from), who.fault);
    const transactions = items.map(transactionOf);
    sendAnswer(response, who.fault, spoiled(who.fault, { transactions, _links: links }));
  });
  return router;
}

const unknownAccount = (): SandboxRefusal =>
  new SandboxRefusal(404, 'NOT_FOUND', 'the account is closed');

function shownAs(account: Account, { consent }: Admitted, base: string): object {
  const { resourceId, iban, currency, name, type } = account;
  const path = `${base}/${resourceId}`;
  return {
    resourceId,
    bicFi: 'TESTFRPPXXX',
    ...(type === 'CARD'
      ? { accountId: { other: { identification: '5100********0042', schemeNameCode: 'CPAN' } } }
      : { accountId: { iban } }),
    name,
    usage: 'PRIV',
    cashAccountType: type,
    currency,
    psuStatus: 'Account Holder',
    _links: {
      balances: { href: `${path}/balances` },
      ...(consent.transactions ? { transactions: { href: `${path}/transactions` } } : {}),
    },
  };
}

function transactionOf({ movement, status, reference }: Told): object {
  const { day, cents, mandate, label } = movement;
  return {
    entryReference: reference,
    transactionAmount: { currency: 'EUR', amount: amountText(Math.abs(cents), day) },
    creditDebitIndicator: cents < 0 ? 'DBIT' : 'CRDT',
    status: status === 'booked' ? 'BOOK' : 'PDNG',
    bookingDate: day,
    remittanceInformation: [
      label,
      ...(mandate === undefined ? [] : [`ICS ${mandate.creditor}`, `RUM ${mandate.reference}`]),
    ],
  };
}
