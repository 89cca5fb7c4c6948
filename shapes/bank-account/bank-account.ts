import type { Quad } from 'n3';
import { rdf, schema, xsd } from '../../vocab/reused.ts';
import { bankAccountUsages, bankBalanceKinds, trb } from '../../vocab/terms.ts';
import {
  describe,
  iri,
  linkedNodes,
  mainNode,
  type Node,
  nodesOf,
  text,
  typed,
} from '../kit/document.ts';
import { money, requiredCents } from '../kit/money.ts';
import { ACCOUNT_KEY, DAY } from '../kit/patterns.ts';
import { present } from '../kit/present.ts';
import { type Shape, ShapeError } from '../kit/shape.ts';

export type BalanceKind = 'booked' | 'expected' | 'available';

interface AccountBalance {
  readonly kind: BalanceKind;
  /** Negative when overdrawn. */
  readonly amountCents: number;
  /** The local day to which it relates, when the bank says it. */
  readonly day?: string;
}

/** A payment account in euros, as its bank shows it. */
export interface BankAccount {
  /** Sixteen hexadecimal digits, which show nothing of the IBAN. */
  readonly accountKey: string;
  /** Short name of the bank: 'banque-exemple'. */
  readonly bank: string;
  readonly iban: string;
  readonly name?: string;
  readonly usage?: 'private' | 'professional';
  /** One of a kind at most, in the order booked, expected, available. */
  readonly balances: readonly AccountBalance[];
}

const IBAN = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/;

/** The document of an account: `new Shelf({ fetch, container, shape: bankAccount })`. */
export const bankAccount: Shape<BankAccount> = {
  name: 'bank-account',
  forClass: trb.BankAccount,
  shapeFile: 'bank-account/shape.ttl',
  fileNames: /^account-[0-9a-f]{16}\.ttl$/,
  nameOf: ({ accountKey }) => `account-${accountKey}.ttl`,
  write,
  read,
};

function write(account: BankAccount, documentUrl: string): Quad[] {
  const subject = `${documentUrl}#account`;
  const { usage } = account;
  const balances = account.balances.map((balance) => ({
    ...balance,
    iri: `${documentUrl}#${balance.kind}`,
  }));
  return [
    ...describe(subject, [
      [rdf.type, iri(trb.BankAccount)],
      [trb.accountKey, text(account.accountKey)],
      [trb.bank, text(account.bank)],
      [trb.iban, text(account.iban)],
      [schema.name, text(account.name)],
      [schema.currency, text('EUR')],
      [trb.accountUsage, usage === undefined ? undefined : iri(bankAccountUsages[usage])],
    ]),
    ...balances.flatMap((balance) => describe(subject, [[trb.balance, iri(balance.iri)]])),
    ...balances.flatMap((balance) =>
      describe(balance.iri, [
        [rdf.type, iri(trb.AccountBalance)],
        [trb.balanceKind, iri(bankBalanceKinds[balance.kind])],
        [schema.amount, money(balance.amountCents)],
        [trb.balanceDay, typed(balance.day, xsd.date)],
      ]),
    ),
  ];
}

function read(quads: readonly Quad[], documentUrl: string): BankAccount {
  const nodes = nodesOf(quads);
  const node = mainNode(nodes, trb.BankAccount, documentUrl);
  if (node.requiredText(schema.currency) !== 'EUR') {
    throw new ShapeError(node.iri, schema.currency, 'is not the euro.');
  }
  const balances = linkedNodes(nodes, node, trb.balance).map(readBalance);
  return present({
    accountKey: node.requiredText(trb.accountKey, ACCOUNT_KEY),
    bank: node.requiredText(trb.bank),
    iban: node.requiredText(trb.iban, IBAN),
    name: node.text(schema.name),
    usage: node.code(trb.accountUsage, bankAccountUsages),
    balances: kinds.flatMap((kind) => balances.filter((balance) => balance.kind === kind)),
  });
}

const kinds: readonly BalanceKind[] = ['booked', 'expected', 'available'];

function readBalance(node: Node): AccountBalance {
  return present({
    kind: node.requiredCode<BalanceKind>(trb.balanceKind, bankBalanceKinds),
    amountCents: requiredCents(node, schema.amount),
    day: node.text(trb.balanceDay, DAY),
  });
}
