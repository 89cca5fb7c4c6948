import type { Quad } from 'n3';
import { rdf, xsd } from '../../vocab/reused.ts';
import { insuredKinds, trb } from '../../vocab/terms.ts';
import { describe, iri, mainNode, nodesOf, text, typed } from '../kit/document.ts';
import { DAY } from '../kit/patterns.ts';
import { present } from '../kit/present.ts';
import type { Shape } from '../kit/shape.ts';

/** A damage reported to an insurer: enough to find it again there, and no more about the people in it. */
export interface InsuranceClaim {
  /** The insurer's own: letters, digits, '-', '_' and '.'. */
  readonly reference: string;
  readonly insurer: string;
  readonly kind: keyof typeof insuredKinds;
  /** Local day: '2025-12-03'. */
  readonly day: string;
  /** As the insurer words it: 'Voie publique'. */
  readonly placeKind?: string;
  /** Of the insured vehicle. */
  readonly registrationNumber?: string;
}

export const insuranceClaim: Shape<InsuranceClaim> = {
  name: 'insurance-claim',
  forClass: trb.InsuranceClaim,
  shapeFile: 'insurance-claim/shape.ttl',
  fileNames: /^claim-[\w.-]+\.ttl$/,
  nameOf: ({ reference }) => `claim-${reference}.ttl`,
  write,
  read,
};

const REFERENCE = /^[0-9A-Za-z][\w.-]{0,39}$/;

function write(claim: InsuranceClaim, documentUrl: string): Quad[] {
  return describe(`${documentUrl}#claim`, [
    [rdf.type, iri(trb.InsuranceClaim)],
    [trb.claimReference, text(claim.reference)],
    [trb.supplierName, text(claim.insurer)],
    [trb.insuredKind, iri(insuredKinds[claim.kind])],
    [trb.claimDay, typed(claim.day, xsd.date)],
    [trb.claimPlaceKind, text(claim.placeKind)],
    [trb.registrationNumber, text(claim.registrationNumber)],
  ]);
}

function read(quads: readonly Quad[], documentUrl: string): InsuranceClaim {
  const node = mainNode(nodesOf(quads), trb.InsuranceClaim, documentUrl);
  return present({
    reference: node.requiredText(trb.claimReference, REFERENCE),
    insurer: node.requiredText(trb.supplierName),
    kind: node.requiredCode(trb.insuredKind, insuredKinds),
    day: node.requiredText(trb.claimDay, DAY),
    placeKind: node.text(trb.claimPlaceKind),
    registrationNumber: node.text(trb.registrationNumber),
  });
}
