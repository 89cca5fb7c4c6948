import { readFileSync } from 'node:fs';
import { Parser, type Quad, Store } from 'n3';
import Validator from 'rdf-validate-shacl';
import { owl, rdf } from '../../vocab/reused.ts';
import type { Shape } from './shape.ts';

/** One rule of a shape that a document breaks. */
export interface Violation {
  /** The node at fault. */
  readonly focus: string;
  /** The property at fault; undefined when the node as a whole is. */
  readonly path: string | undefined;
  readonly messages: { readonly fr: string; readonly en: string };
}

/** A document breaks its shape: it must not be written. */
export class ShapeViolation extends Error {
  override readonly name = 'ShapeViolation';
  readonly shape: string;
  readonly focus: string;
  readonly path: string | undefined;
  readonly messages: { readonly fr: string; readonly en: string };
  /** All that is wrong, this first. */
  readonly violations: readonly [Violation, ...(readonly Violation[])];

  constructor(shape: string, violations: readonly [Violation, ...(readonly Violation[])]) {
    const [first] = violations;
    super(`${shape}: ${first.messages.en}`);
    this.shape = shape;
    this.focus = first.focus;
    this.path = first.path;
    this.messages = first.messages;
    this.violations = violations;
  }
}

const shapesFolder = new URL('../', import.meta.url);

/** Compiling a shape costs more than ten validations, so each is compiled once. */
const validators = new Map<string, Validator>();

/** Throws a ShapeViolation unless the triples are what the shape asks for. */
export async function validate<T>(quads: readonly Quad[], shape: Shape<T>): Promise<void> {
  const store = new Store([...quads]);
  if (store.countQuads(null, rdf.type, shape.forClass, null) === 0) {
    throw new ShapeViolation(shape.name, [nothingOfThisClass(shape.forClass)]);
  }
  const report = await validatorFor(shape.shapeFile).validate(store);
  const [first, ...more] = report.results.map((result) => ({
    focus: result.focusNode?.value ?? '',
    path: result.path?.value,
    messages: {
      fr: messageIn('fr', result.message),
      en: messageIn('en', result.message),
    },
  }));
  if (first !== undefined) throw new ShapeViolation(shape.name, [first, ...more]);
}

/** SHACL is content with a document that holds nothing that it could look at. */
function nothingOfThisClass(forClass: string): Violation {
  return {
    focus: '',
    path: rdf.type,
    messages: {
      fr: `Le document ne contient rien de la classe ${forClass}.`,
      en: `The document holds nothing of the class ${forClass}.`,
    },
  };
}

function validatorFor(shapeFile: string): Validator {
  const known = validators.get(shapeFile);
  if (known !== undefined) return known;
  const made = new Validator(new Store(shapeQuads(new URL(shapeFile, shapesFolder))));
  validators.set(shapeFile, made);
  return made;
}

/** The triples of a shape file, with those of the files that it imports in place of the import. */
function shapeQuads(file: URL): Quad[] {
  return new Parser({ baseIRI: file.href })
    .parse(readFileSync(file, 'utf8'))
    .flatMap((quad) =>
      quad.predicate.value === owl.imports ? shapeQuads(new URL(quad.object.value)) : [quad],
    );
}

function messageIn(
  language: string,
  messages: readonly { readonly value: string; readonly language?: string }[],
): string {
  return (
    messages.find((message) => message.language === language)?.value ?? messages[0]?.value ?? ''
  );
}
