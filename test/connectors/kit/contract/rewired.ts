/** A connector as it is, with somebody looking over its shoulder or spoiling one of its documents. */
import { DataFactory } from 'n3';
import type { Connector, LaidDocument } from '../../../../connectors/kit/contract.ts';
import type { Shape } from '../../../../shapes/kit/shape.ts';

/** Documents that the runner holds back at most until it checks and lays them. */
const BATCH_DOCUMENTS_MAX = 64;

const { literal, namedNode, quad } = DataFactory;

/** Where a document lies, and the shape that it claims. */
export interface ClaimedDocument {
  readonly path: string;
  readonly shape: Shape<unknown>;
}

export interface Recorded<Access, Checkpoint> {
  readonly connector: Connector<Access, Checkpoint>;
  readonly documents: ClaimedDocument[];
  readonly files: string[];
}

/** Remembers what a connector gave to be laid. */
export function recorded<A, C>(connector: Connector<A, C>, access: A): Recorded<A, C> {
  const documents: ClaimedDocument[] = [];
  const files: string[] = [];
  const [{ container: usual }] = connector.places(access);
  const pathOf = (name: string, container = usual): string =>
    `/${container}${encodeURIComponent(name)}`;
  return {
    documents,
    files,
    connector: {
      ...connector,
      pull: async function* (run) {
        for await (const pulled of connector.pull(run)) {
          if (pulled.kind === 'document') {
            const { shape, thing, container } = pulled;
            documents.push({ path: pathOf(shape.nameOf(thing), container), shape });
          }
          if (pulled.kind === 'file') files.push(pathOf(pulled.name, pulled.container));
          yield pulled;
        }
      },
    },
  };
}

export interface Broken<Access, Checkpoint> {
  readonly connector: Connector<Access, Checkpoint>;
  /** What was given to be laid together with the bad document, itself included. */
  readonly batch: string[];
}

/** The document of this number says one thing more than its shape allows. */
export function breaking<A, C>(
  connector: Connector<A, C>,
  access: A,
  number: number,
): Broken<A, C> {
  const batch: string[] = [];
  const [{ container: usual }] = connector.places(access);
  let seen = 0;
  const passing = (laid: LaidDocument): LaidDocument => {
    const { shape, thing, container = usual } = laid;
    seen += 1;
    // What comes after the bad one is no longer laid, and does not change what lies beside it.
    if (seen - 1 > number) return laid;
    batch.push(`/${container}${encodeURIComponent(shape.nameOf(thing))}`);
    return seen - 1 === number ? spoilt(laid) : laid;
  };
  const pull: Connector<A, C>['pull'] = async function* (run) {
    for await (const pulled of connector.pull(run)) {
      const flushed = pulled.kind === 'checkpoint' || pulled.kind === 'coverage';
      const full = flushed || batch.length === BATCH_DOCUMENTS_MAX;
      if (full && seen <= number) batch.length = 0;
      yield pulled.kind === 'document' ? passing(pulled) : pulled;
    }
  };
  return { batch, connector: { ...connector, pull } };
}

function spoilt(laid: LaidDocument): LaidDocument {
  const { shape } = laid;
  const write: Shape<unknown>['write'] = (thing, url) => {
    const quads = shape.write(thing, url);
    const [first] = quads;
    const subject = first?.subject ?? namedNode(url);
    const word = namedNode('https://exemple.invalid/a-word-that-no-shape-knows');
    return [...quads, quad(subject, word, literal('x'))];
  };
  return { ...laid, shape: { ...shape, write } };
}
