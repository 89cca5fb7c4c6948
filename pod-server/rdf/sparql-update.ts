import { DataFactory, type Quad, type Term } from 'n3';
import sparql, {
  type InsertDeleteOperation,
  type Pattern,
  type Quads,
  type Triple,
  type UpdateOperation,
} from 'sparqljs';
import { Problem } from '../http/problem.ts';
import { WHERE_PATTERNS_MAX } from './limits.ts';
import type { Operation } from './operation.ts';
import { checkIriText, DocumentTerms } from './terms.ts';
import { refuseNesting, shortened, textOf } from './turtle-reader.ts';

/**
 * Reads INSERT DATA, DELETE DATA, DELETE WHERE and DELETE/INSERT … WHERE with basic graph patterns (SPARQL 1.1 Update, §3.1).
 * Throws Problem 400 for syntax and 422, with the reason, for the rest of the language.
 */
export function readSparqlUpdate(body: Buffer, baseIri: string): Operation[] {
  const text = textOf(body);
  refuseNesting(body, text);
  const update = parse(text, baseIri);
  if (update.type === 'query') throw unsupported(update.queryType);
  // A text without any operation is an update too, but the parser gives it no type.
  return (update.updates ?? []).map(operationOf);
}

function parse(text: string, baseIri: string) {
  const factory = new SparqlTerms(text, { isFormulaAllowed: true });
  try {
    return new sparql.Parser({ baseIRI: baseIri, factory: factory as never }).parse(text);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw syntaxProblem(error as ParseError);
  }
}

/** SPARQL's escapes reach into IRIs, and the parser does not look at what they make. */
class SparqlTerms extends DocumentTerms {
  public override namedNode(iri: string): Term {
    checkIriText(iri);
    return super.namedNode(iri);
  }
}

/** What the generated parser adds to its errors. */
interface ParseError extends Error {
  readonly hash?: {
    readonly text?: string;
    readonly loc?: { readonly first_line?: number; readonly last_column?: number };
    readonly line?: number;
  };
}

function syntaxProblem({ message, hash }: ParseError): Problem {
  if (!hash) return new Problem(400, 'sparql-syntax', { reason: shortened(message) });
  return new Problem(400, 'rdf-syntax', {
    line: (hash.line ?? 0) + 1,
    column: (hash.loc?.last_column ?? 0) + 1,
    reason: hash.text ? `Unexpected "${shortened(hash.text)}"` : 'Unexpected end or sign',
  });
}

function unsupported(feature: string): Problem {
  return new Problem(422, 'sparql-unsupported', { feature: feature.toUpperCase() });
}

function operationOf(update: UpdateOperation): Operation {
  if (!('updateType' in update)) throw unsupported(update.type);
  const named = 'graph' in update ? update.graph : undefined;
  if (named) throw unsupported(update.updateType === 'insertdelete' ? 'with' : 'graph');
  const { deletes, inserts, where } = partsOf(update);
  if (where.length > WHERE_PATTERNS_MAX) {
    throw new Problem(422, 'patch-where-long', { patternsMax: WHERE_PATTERNS_MAX });
  }
  return { isStrict: false, inserts, deletes, where };
}

function partsOf(update: InsertDeleteOperation): Omit<Operation, 'isStrict'> {
  switch (update.updateType) {
    case 'insert':
      return { inserts: templatesOf(update.insert), deletes: [], where: [] };
    case 'delete':
      return { inserts: [], deletes: templatesOf(update.delete), where: [] };
    case 'deletewhere': {
      const deletes = templatesOf(update.delete);
      return { inserts: [], deletes, where: deletes };
    }
    default:
      if (update.using) throw unsupported('using');
      return {
        inserts: templatesOf(update.insert),
        deletes: templatesOf(update.delete),
        where: update.where.flatMap(patternsOf),
      };
  }
}

function templatesOf(blocks: readonly Quads[]): Quad[] {
  return blocks.flatMap((block) => {
    if (block.type !== 'bgp') throw unsupported('graph');
    return block.triples.map((triple) => quadOf(triple, (term) => term));
  });
}

function patternsOf(pattern: Pattern): Quad[] {
  if (pattern.type === 'query') throw unsupported('select');
  if (pattern.type !== 'bgp') throw unsupported(pattern.type);
  return pattern.triples.map((triple) => quadOf(triple, variableForBlank));
}

/** In a pattern a blank node is a variable that nobody else can name (SPARQL 1.1 Query, §4.1.4). */
function variableForBlank(term: Term): Term {
  return term.termType === 'BlankNode' ? DataFactory.variable(`blank ${term.value}`) : term;
}

function quadOf({ subject, predicate, object }: Triple, change: (term: Term) => Term): Quad {
  if (!('termType' in predicate)) throw unsupported('property path');
  return DataFactory.quad(
    change(subject as Term) as never,
    predicate as never,
    change(object as Term) as never,
  );
}
