import type { Quad } from 'n3';
import { rdf, schema, xsd } from '../../vocab/reused.ts';
import { contractStatuses, trb } from '../../vocab/terms.ts';
import {
  describe,
  integer,
  iri,
  linkedNodes,
  mainNode,
  type Node,
  type Nodes,
  nodesOf,
  text,
  typed,
} from '../kit/document.ts';
import { DAY } from '../kit/patterns.ts';
import { present } from '../kit/present.ts';
import { type Shape, ShapeError } from '../kit/shape.ts';

/** The contract under which a dwelling receives water. Days are local: '2021-06-01'. */
export interface WaterContract {
  readonly contractNumber: string;
  readonly supplier?: string;
  /** As the partner words it; to show, not to compute with. */
  readonly usageLabel?: string;
  readonly meterDiameterMillimetres?: number;
  readonly residentCount?: number;
  readonly start?: string;
  readonly end?: string;
  readonly status?: 'pending' | 'active' | 'ended';
  readonly mandateReference?: string;
  readonly creditorIdentifier?: string;
  /** The public tariffs that apply, earliest first. */
  readonly tariffs?: readonly WaterTariff[];
}

/** Because the tariff is progressive, the price of a cubic metre is no constant. */
export interface WaterTariff {
  readonly validFrom: string;
  readonly validThrough?: string;
  /** By their start; the volume counts from the beginning of the year. */
  readonly bands: readonly TariffBand[];
}

interface TariffBand {
  readonly fromLitres: number;
  readonly toLitres?: number;
  /** With taxes, in ten-thousandths of a euro: 13 926 is 1.3926 €. */
  readonly tenThousandthsPerCubicMetre: number;
}

export const waterContract: Shape<WaterContract> = {
  name: 'water-contract',
  forClass: trb.WaterContract,
  shapeFile: 'water-contract/shape.ttl',
  fileNames: /^contract\.ttl$/,
  nameOf: () => 'contract.ttl',
  write,
  read,
};

function write(contract: WaterContract, documentUrl: string): Quad[] {
  const { status, tariffs = [] } = contract;
  const subject = `${documentUrl}#contract`;
  const named = tariffs.map((tariff) => ({ ...tariff, iri: iriOf(tariff, documentUrl) }));
  return [
    ...describe(subject, [
      [rdf.type, iri(trb.WaterContract)],
      [schema.identifier, text(contract.contractNumber)],
      [trb.supplierName, text(contract.supplier)],
      [trb.usageLabel, text(contract.usageLabel)],
      [trb.meterDiameter, integer(contract.meterDiameterMillimetres)],
      [trb.residentCount, integer(contract.residentCount)],
      [schema.startDate, typed(contract.start, xsd.date)],
      [schema.endDate, typed(contract.end, xsd.date)],
      [trb.contractStatus, status === undefined ? undefined : iri(contractStatuses[status])],
      [trb.mandateReference, text(contract.mandateReference)],
      [trb.creditorIdentifier, text(contract.creditorIdentifier)],
      ...named.map((tariff) => [trb.tariff, iri(tariff.iri)] as const),
    ]),
    ...named.flatMap((tariff) => tariffQuads(tariff, tariff.iri)),
  ];
}

const iriOf = ({ validFrom }: WaterTariff, documentUrl: string): string =>
  `${documentUrl}#tariff-${validFrom}`;

function tariffQuads({ validFrom, validThrough, bands }: WaterTariff, subject: string): Quad[] {
  const named = bands.map((band, index) => ({ ...band, iri: `${subject}-band-${index + 1}` }));
  return [
    ...describe(subject, [
      [rdf.type, iri(trb.WaterTariff)],
      [schema.validFrom, typed(validFrom, xsd.date)],
      [schema.validThrough, typed(validThrough, xsd.date)],
      ...named.map((band) => [trb.band, iri(band.iri)] as const),
    ]),
    ...named.flatMap((band) =>
      describe(band.iri, [
        [rdf.type, iri(trb.TariffBand)],
        [trb.fromVolume, integer(band.fromLitres)],
        [trb.toVolume, integer(band.toLitres)],
        [
          trb.pricePerCubicMetre,
          typed(priceText(band.tenThousandthsPerCubicMetre, band.iri), xsd.decimal),
        ],
      ]),
    ),
  ];
}

function read(quads: readonly Quad[], documentUrl: string): WaterContract {
  const nodes = nodesOf(quads);
  const node = mainNode(nodes, trb.WaterContract, documentUrl);
  const tariffs = linkedNodes(nodes, node, trb.tariff)
    .map((tariff) => readTariff(nodes, tariff))
    .sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
  return present({
    contractNumber: node.requiredText(schema.identifier),
    supplier: node.text(trb.supplierName),
    usageLabel: node.text(trb.usageLabel),
    meterDiameterMillimetres: node.number(trb.meterDiameter),
    residentCount: node.number(trb.residentCount),
    start: node.text(schema.startDate, DAY),
    end: node.text(schema.endDate, DAY),
    status: node.code(trb.contractStatus, contractStatuses),
    mandateReference: node.text(trb.mandateReference),
    creditorIdentifier: node.text(trb.creditorIdentifier),
    tariffs: tariffs.length === 0 ? undefined : tariffs,
  });
}

function readTariff(nodes: Nodes, node: Node): WaterTariff {
  return present({
    validFrom: node.requiredText(schema.validFrom, DAY),
    validThrough: node.text(schema.validThrough, DAY),
    bands: linkedNodes(nodes, node, trb.band)
      .map(readBand)
      .sort((a, b) => a.fromLitres - b.fromLitres),
  });
}

function readBand(node: Node): TariffBand {
  const price = node.requiredText(trb.pricePerCubicMetre, PRICE);
  return present({
    fromLitres: Number(node.requiredText(trb.fromVolume)),
    toLitres: node.number(trb.toVolume),
    tenThousandthsPerCubicMetre: Number(price.replace('.', '')),
  });
}

const PRICE = /^\d{1,6}\.\d{4}$/;

/** Without a detour through binary fractions. */
function priceText(tenThousandths: number, subject: string): string {
  if (!Number.isSafeInteger(tenThousandths) || tenThousandths < 0) {
    throw new ShapeError(subject, trb.pricePerCubicMetre, 'is no price with four decimals.');
  }
  const digits = String(tenThousandths).padStart(5, '0');
  return `${digits.slice(0, -4)}.${digits.slice(-4)}`;
}
