import type { Response } from 'express';
import { sendSpoiled } from '../../kit/sandbox/faults.ts';
import type { Fault } from './faults.ts';

export function sendAnswer(response: Response, fault: Fault, body: object): void {
  response.type('json');
  sendSpoiled(response, fault, JSON.stringify(body));
}

/** Transactions as they leave, spoiled where the fault is about them. */
export function spoiled(fault: Fault, body: object): object {
  const text = JSON.stringify(body);
  const amount = /"amount":"[^"]*"/;
  switch (fault) {
    case 'nan':
      return JSON.parse(text.replace(amount, '"amount":"NaN"'));
    case 'other-currency':
      return JSON.parse(text.replace('"currency":"EUR"', '"currency":"USD"'));
    case 'contradiction':
      return withContradiction(body);
    default:
      return body;
  }
}

/** The first booked transaction once more, with another amount. */
function withContradiction(body: object): object {
  const again = (list: unknown): unknown => {
    if (!Array.isArray(list)) return list;
    const first = list.find(
      (one: { status?: string }) => one.status === undefined || one.status === 'BOOK',
    );
    if (first === undefined) return list;
    const amount = { currency: 'EUR', amount: '1.23' };
    return [...list, { ...first, transactionAmount: amount }];
  };
  const { transactions } = body as { readonly transactions: object };
  if (Array.isArray(transactions)) return { ...body, transactions: again(transactions) };
  const { booked } = transactions as { readonly booked: unknown };
  return { ...body, transactions: { ...transactions, booked: again(booked) } };
}
