import type { Quad } from 'n3';
import { rdf, schema, xsd } from '../../vocab/reused.ts';
import { contractStatuses, flowDirections, trb } from '../../vocab/terms.ts';
import { describe, integer, iri, mainNode, nodesOf, text, typed } from '../kit/document.ts';
import { DAY, PRM } from '../kit/patterns.ts';
import { present } from '../kit/present.ts';
import type { Shape } from '../kit/shape.ts';

type ContractStatus = 'pending' | 'active' | 'ended';

/** The contract under which a delivery point receives energy, or sells it. */
export interface EnergyContract {
  /** PRM: 14 digits. */
  readonly deliveryPointId: string;
  readonly flow: 'consumption' | 'production';
  readonly supplier?: string;
  /** The tariff as the partner words it; to show, not to compute with. */
  readonly tariffLabel?: string;
  readonly subscribedPowerVoltAmperes?: number;
  /** C1 to C5 for consumption, P1 to P4 for production. */
  readonly segment?: string;
  /** Local day: '2021-06-01'. */
  readonly start?: string;
  readonly end?: string;
  readonly status?: ContractStatus;
}

export const energyContract: Shape<EnergyContract> = {
  name: 'energy-contract',
  forClass: trb.EnergyContract,
  shapeFile: 'energy-contract/shape.ttl',
  fileNames: /^contract(?:-production)?\.ttl$/,
  nameOf: ({ flow }) => (flow === 'production' ? 'contract-production.ttl' : 'contract.ttl'),
  write,
  read,
};

function write(contract: EnergyContract, documentUrl: string): Quad[] {
  const { status } = contract;
  return describe(`${documentUrl}#contract`, [
    [rdf.type, iri(trb.EnergyContract)],
    [trb.deliveryPointId, text(contract.deliveryPointId)],
    [trb.flowDirection, iri(flowDirections[contract.flow])],
    [trb.supplierName, text(contract.supplier)],
    [trb.tariffLabel, text(contract.tariffLabel)],
    [trb.subscribedPower, integer(contract.subscribedPowerVoltAmperes)],
    [trb.gridSegment, text(contract.segment)],
    [schema.startDate, typed(contract.start, xsd.date)],
    [schema.endDate, typed(contract.end, xsd.date)],
    [trb.contractStatus, status === undefined ? undefined : iri(contractStatuses[status])],
  ]);
}

function read(quads: readonly Quad[], documentUrl: string): EnergyContract {
  const node = mainNode(nodesOf(quads), trb.EnergyContract, documentUrl);
  return present({
    deliveryPointId: node.requiredText(trb.deliveryPointId, PRM),
    flow: node.requiredCode(trb.flowDirection, flowDirections),
    supplier: node.text(trb.supplierName),
    tariffLabel: node.text(trb.tariffLabel),
    subscribedPowerVoltAmperes: node.number(trb.subscribedPower),
    segment: node.text(trb.gridSegment),
    start: node.text(schema.startDate, DAY),
    end: node.text(schema.endDate, DAY),
    status: node.code(trb.contractStatus, contractStatuses),
  });
}
