import { JsonLdParser } from 'jsonld-streaming-parser';
import type { Quad, Term } from 'n3';
import { Problem } from '../http/problem.ts';
import { bundledContext } from './contexts.ts';
import { parseJson } from './json-reader.ts';
import { CONTEXT_TERMS_MAX, NESTING_MAX } from './limits.ts';
import { jsonNesting } from './nesting.ts';
import { checkIriText, checkLanguage, checkWhole, DocumentTerms } from './terms.ts';
import { type Reading, shortened, textOf, tooDeep } from './turtle-reader.ts';

const SCHEME = /^(?:[a-z][a-z0-9+.-]*|_):/i;

/** The document in JSON-LD 1.1, of one graph. Throws Problem 400, 413 or 422; never asks another server for a context. */
export async function readJsonLd(body: Buffer, baseIri: string): Promise<Reading> {
  const text = textOf(body).replace(/^\ufeff/, '');
  const { tooDeepAt } = jsonNesting(body, NESTING_MAX);
  if (tooDeepAt !== -1) throw tooDeep(body, text, tooDeepAt);
  const document = parseJson(text);
  // JSON-LD 1.1, §9: a document is a node or a list of nodes.
  if (typeof document !== 'object' || document === null)
    throw new Problem(400, 'json-ld', { reason: 'neither an object nor an array' });
  refuseContexts(document);
  return { quads: await quadsOf(text, baseIri), prefixes: {} };
}

function quadsOf(text: string, baseIri: string): Promise<Quad[]> {
  const parser = new TellingParser({
    baseIRI: baseIri,
    dataFactory: new JsonLdTerms(text) as never,
    documentLoader: { load: async (url: string) => loadContext(url) as never },
    rdfstar: false,
    strictValues: true,
    // A predicate without a name comes as far as our terms, which refuse it.
    produceGeneralizedRdf: true,
  });
  const quads: Quad[] = [];
  return new Promise((resolve, reject) => {
    parser.on('data', (quad: Quad) => quads.push(quad));
    parser.on('end', () => resolve(quads));
    parser.on('error', (error: Error) => reject(problemOf(error)));
    parser.write(text);
    parser.end();
  });
}

/** The parser's words for what it would leave out of the graph; it has no other sign. */
const STRANGE_IRI = /^Invalid (resource|term) IRI: /;
const STRANGE_PREDICATE = /^Invalid predicate IRI: (.*)$/s;
const STRANGE_KEYWORD = /^Unknown keyword '/;

/**
 * Leaves nothing out in silence but what JSON-LD itself passes over: keys that no context explains and unknown keywords (JSON-LD
 * 1.1 API, §5.1.2). Addresses that the parser finds strange go on to our terms, which keep them or refuse them.
 */
class TellingParser extends JsonLdParser {
  public override emit(event: string | symbol, ...values: unknown[]): boolean {
    const [error] = values;
    if (event === 'error' && error instanceof Error && isPassedOver(error.message)) return true;
    return super.emit(event, ...values);
  }
}

function isPassedOver(message: string): boolean {
  const predicate = STRANGE_PREDICATE.exec(message)?.[1];
  if (predicate !== undefined) return !SCHEME.test(predicate);
  return STRANGE_IRI.test(message) || STRANGE_KEYWORD.test(message);
}

function problemOf(error: Error): Problem {
  if (error instanceof Problem) return error;
  const predicate = STRANGE_PREDICATE.exec(error.message)?.[1];
  if (predicate !== undefined)
    return new Problem(400, 'jsonld-predicate', { iri: predicate.slice(0, 200) });
  return new Problem(400, 'json-ld', { reason: shortened(error.message) });
}

function loadContext(url: string) {
  const context = bundledContext(url);
  if (context === undefined) throw unknownContext(url);
  return context;
}

function unknownContext(url: string): Problem {
  return new Problem(400, 'jsonld-context', { url: url.slice(0, 200) });
}

/**
 * Looks at all contexts before the parser does: remote ones that are not bundled and too many terms are refused. Whatever stands
 * in a JSON literal is looked at too, which refuses a little too much and misses nothing.
 */
function refuseContexts(document: unknown): void {
  const pending: unknown[] = [document];
  let termCount = 0;
  while (pending.length > 0) {
    const value = pending.pop();
    // The parser would quietly put another character in its place.
    if (typeof value === 'string') checkWhole(value);
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value) && '@context' in value) {
      termCount += termsOf(value['@context']);
      if (termCount > CONTEXT_TERMS_MAX) {
        throw new Problem(422, 'jsonld-context-large', { termsMax: CONTEXT_TERMS_MAX });
      }
    }
    for (const inner of Object.values(value)) pending.push(inner);
  }
}

function termsOf(context: unknown): number {
  const contexts = Array.isArray(context) ? context : [context];
  let count = 0;
  for (const one of contexts) {
    if (typeof one === 'string') loadContext(one);
    if (typeof one !== 'object' || one === null) continue;
    const imported: unknown = one['@import'];
    if (typeof imported === 'string') loadContext(imported);
    refuseVocab(one['@vocab']);
    count += Object.keys(one).length;
  }
  return count;
}

/** With a vocabulary that has a colon but no scheme the parser expands terms for ever. */
function refuseVocab(vocab: unknown): void {
  if (typeof vocab !== 'string' || !vocab.includes(':') || SCHEME.test(vocab)) return;
  throw new Problem(400, 'rdf-iri', { iri: vocab.slice(0, 200) });
}

/** JSON-LD lets any text stand where an IRI or a language is wanted, so both are looked at. */
class JsonLdTerms extends DocumentTerms {
  public override namedNode(iri: string): Term {
    checkIriText(iri);
    return super.namedNode(iri);
  }

  public override literal(value: string, languageOrDatatype?: unknown): Term {
    const language = languageIn(languageOrDatatype);
    if (language === undefined) return super.literal(value, languageOrDatatype);
    // A language of no letters comes with a base direction, which RDF 1.1 does not know.
    if (language === '') return super.literal(value);
    checkLanguage(language);
    return super.literal(value, language);
  }
}

function languageIn(languageOrDatatype: unknown): string | undefined {
  if (typeof languageOrDatatype === 'string') return languageOrDatatype;
  if (typeof languageOrDatatype !== 'object' || languageOrDatatype === null) return undefined;
  const language: unknown = 'language' in languageOrDatatype && languageOrDatatype.language;
  return typeof language === 'string' ? language : undefined;
}
