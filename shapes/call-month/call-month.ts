import type { Quad } from 'n3';
import { rdf, xsd } from '../../vocab/reused.ts';
import { trb } from '../../vocab/terms.ts';
import {
  describe,
  integer,
  iri,
  linkedNodes,
  mainNode,
  type Node,
  nodesOf,
  text,
  typed,
} from '../kit/document.ts';
import {
  dayWords,
  inOrder,
  type Missing,
  mergeSeconds,
  readDayWords,
  refuseOutsideMonth,
} from '../kit/moments.ts';
import { DAY, MONTH } from '../kit/patterns.ts';
import { type Shape, ShapeError } from '../kit/shape.ts';
import { LINE_ID } from '../telecom-line/telecom-line.ts';
import { type Communication, callWording } from './call-word.ts';

export type { Communication };
export type CallRecord = Communication | Missing;

/** The calls and messages of one line during one local month. */
export interface CallMonth {
  readonly lineId: string;
  /** Local civil month: '2026-11'. */
  readonly month: string;
  readonly records: readonly CallRecord[];
}

/** The month document of a line: `new Shelf({ fetch, container, shape: callMonth })`. */
export const callMonth: Shape<CallMonth> = {
  name: 'call-month',
  forClass: trb.CallMonth,
  shapeFile: 'call-month/shape.ttl',
  fileNames: /^\d{4}-\d\d-calls\.ttl$/,
  nameOf: ({ month }) => `${month}-calls.ttl`,
  write,
  read,
};

/** What a month holds after fresh records came, second by second: `mergeCallMonths(stored, fresh)`. */
export function mergeCallMonths(stored: CallMonth | undefined, fresh: CallMonth): CallMonth {
  const records = mergeSeconds(stored?.records ?? [], fresh.records);
  return { ...fresh, records: inOrder(records, callWording) };
}

function write(thing: CallMonth, documentUrl: string): Quad[] {
  const subject = `${documentUrl}#month`;
  refuseOutsideMonth(thing.month, thing.records, subject);
  const days = dayWords(thing.records, callWording);
  const there = thing.records.filter((record) => record.kind !== 'missing');
  const calls = there.filter(({ kind }) => kind === 'voice');
  const messages = there.filter(({ kind }) => kind !== 'voice');
  const made = calls.filter(isOut);
  const correspondents = new Set(there.flatMap(({ correspondent }) => correspondent ?? []));

  return [
    ...describe(subject, [
      [rdf.type, iri(trb.CallMonth)],
      [trb.telecomLineId, text(thing.lineId)],
      [trb.month, typed(thing.month, xsd.gYearMonth)],
      [trb.callsMade, integer(made.length)],
      [trb.callsReceived, integer(calls.filter(isIn).length)],
      [trb.callingTime, typed(`PT${sum(made)}S`, xsd.duration)],
      [trb.messagesSent, integer(sum(messages.filter(isOut)))],
      [trb.messagesReceived, integer(sum(messages.filter(isIn)))],
      [trb.correspondentCount, integer(correspondents.size)],
    ]),
    ...days.flatMap(({ day }) => describe(subject, [[trb.dayBlock, iri(`${documentUrl}#${day}`)]])),
    ...days.flatMap(({ day, words }) =>
      describe(`${documentUrl}#${day}`, [
        [rdf.type, iri(trb.CallDay)],
        [trb.day, typed(day, xsd.date)],
        [trb.calls, typed(words, trb.callList)],
      ]),
    ),
  ];
}

const isOut = ({ direction }: Communication): boolean => direction === 'out';
const isIn = ({ direction }: Communication): boolean => direction === 'in';
const sum = (records: readonly Communication[]): number =>
  records.reduce((total, { amount }) => total + amount, 0);

/** The totals are there for apps that do not decode; what counts here are the days. */
function read(quads: readonly Quad[], documentUrl: string): CallMonth {
  const nodes = nodesOf(quads);
  const node = mainNode(nodes, trb.CallMonth, documentUrl);
  const month = node.requiredText(trb.month, MONTH);
  const records = linkedNodes(nodes, node, trb.dayBlock).flatMap(readDay);
  refuseOutsideMonth(month, records, node.iri);
  return {
    lineId: node.requiredText(trb.telecomLineId, LINE_ID),
    month,
    records: inOrder(records, callWording),
  };
}

function readDay(node: Node): CallRecord[] {
  const day = node.requiredText(trb.day, DAY);
  const records = readDayWords({ day, words: node.requiredText(trb.calls) }, callWording);
  if (records === undefined) throw new ShapeError(node.iri, trb.calls, 'is not a list of calls.');
  return records;
}
