import type { Quad } from 'n3';

/**
 * The agreement on one kind of document: its type, how it is written down and how it is read.
 * One file holds both directions, so that a connector and an app cannot disagree.
 */
export interface Shape<T> {
  /** Short name for people and logs: 'meter-month'. */
  readonly name: string;
  /** The class of the document's main subject; what a type index registers. */
  readonly forClass: string;
  /** The SHACL of this kind, below shapes/: 'meter-reading/shape.ttl'. Read on the server side only. */
  readonly shapeFile: string;
  /** The file names that `nameOf` can give; without it, every document of a container is taken. */
  readonly fileNames?: RegExp;
  /** The file name in its container, from the data: the same thing always lies at the same place. */
  nameOf(thing: T): string;
  /** The triples, in a fixed order, with hash IRIs of the document and no blank nodes. */
  write(thing: T, documentUrl: string): readonly Quad[];
  /** The thing, or a ShapeError that names subject and property. */
  read(quads: readonly Quad[], documentUrl: string): T;
}

/** A document, or a thing to be written, does not say what its shape asks for. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
  /** Which node of the document is at fault. */
  readonly subject: string;
  /** Which property of it. */
  readonly property: string;

  constructor(subject: string, property: string, problem: string) {
    super(`${property} of ${subject} ${problem}`);
    this.subject = subject;
    this.property = property;
  }
}
