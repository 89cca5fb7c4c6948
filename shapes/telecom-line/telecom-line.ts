import type { Quad } from 'n3';
import { rdf, schema, xsd } from '../../vocab/reused.ts';
import { telecomLineKinds, trb } from '../../vocab/terms.ts';
import { describe, iri, mainNode, nodesOf, text, typed } from '../kit/document.ts';
import { present } from '../kit/present.ts';
import type { Shape } from '../kit/shape.ts';

type TelecomLineKind = 'mobile' | 'home';

/** A mobile line, or the internet and television access of a dwelling. */
export interface TelecomLine {
  /** A stand-in name, which is part of addresses: 'mobile-k7f3q2m4abcde'. */
  readonly lineId: string;
  readonly kind: TelecomLineKind;
  /** The citizen's own number, written here and in no other document: '33639980011'. */
  readonly telephone?: string;
  /** Whether she asked the operator to hand over her positions; mobile lines only. */
  readonly locationShared?: boolean;
}

/** The stand-in name of a line. */
export const LINE_ID = /^(?:mobile|home)-[a-z2-7]{13}$/;

const TELEPHONE = /^[1-9][0-9]{6,14}$/;

export const telecomLine: Shape<TelecomLine> = {
  name: 'telecom-line',
  forClass: trb.TelecomLine,
  shapeFile: 'telecom-line/shape.ttl',
  fileNames: /^line\.ttl$/,
  nameOf: () => 'line.ttl',
  write,
  read,
};

function write(line: TelecomLine, documentUrl: string): Quad[] {
  const { locationShared } = line;
  return describe(`${documentUrl}#line`, [
    [rdf.type, iri(trb.TelecomLine)],
    [trb.telecomLineId, text(line.lineId)],
    [trb.telecomLineKind, iri(telecomLineKinds[line.kind])],
    [schema.telephone, text(line.telephone)],
    [
      trb.locationShared,
      typed(locationShared === undefined ? undefined : String(locationShared), xsd.boolean),
    ],
  ]);
}

function read(quads: readonly Quad[], documentUrl: string): TelecomLine {
  const node = mainNode(nodesOf(quads), trb.TelecomLine, documentUrl);
  const shared = node.text(trb.locationShared, /^(?:true|false)$/);
  return present({
    lineId: node.requiredText(trb.telecomLineId, LINE_ID),
    kind: node.requiredCode<TelecomLineKind>(trb.telecomLineKind, telecomLineKinds),
    telephone: node.text(schema.telephone, TELEPHONE),
    locationShared: shared === undefined ? undefined : shared === 'true',
  });
}
