import type { Quad } from 'n3';
import { rdf, schema, xsd } from '../../vocab/reused.ts';
import { contractStatuses, energyVectors, flowDirections, trb } from '../../vocab/terms.ts';
import { describe, integer, iri, mainNode, nodesOf, text, typed } from '../kit/document.ts';
import { DAY, PCE } from '../kit/patterns.ts';
import { present } from '../kit/present.ts';
import type { Shape } from '../kit/shape.ts';

type ContractStatus = 'pending' | 'active' | 'ended';

/** The contract under which a delivery point receives energy, or sells it. */
export interface EnergyContract {
  /** PRM of electricity or PCE of gas: 14 digits, or GI and 6 digits. */
  readonly deliveryPointId: string;
  /** A contract that says none is for electricity. */
  readonly energyVector?: 'electricity' | 'gas';
  readonly flow: 'consumption' | 'production';
  readonly supplier?: string;
  /** The tariff as the partner words it; to show, not to compute with. */
  readonly tariffLabel?: string;
  readonly subscribedPowerVoltAmperes?: number;
  /** C1 to C5 for consumption, P1 to P4 for production. */
  readonly segment?: string;
  /** What the grid expects of an ordinary year. */
  readonly annualReferenceWattHours?: number;
  /** The grid's code for how the use spreads over the year: 'P012'. */
  readonly usageProfile?: string;
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
  const { energyVector, status } = contract;
  return describe(`${documentUrl}#contract`, [
    [rdf.type, iri(trb.EnergyContract)],
    [trb.deliveryPointId, text(contract.deliveryPointId)],
    [trb.energyVector, energyVector && iri(energyVectors[energyVector])],
    [trb.flowDirection, iri(flowDirections[contract.flow])],
    [trb.supplierName, text(contract.supplier)],
    [trb.tariffLabel, text(contract.tariffLabel)],
    [trb.subscribedPower, integer(contract.subscribedPowerVoltAmperes)],
    [trb.gridSegment, text(contract.segment)],
    [trb.annualReference, integer(contract.annualReferenceWattHours)],
    [trb.usageProfile, text(contract.usageProfile)],
    [schema.startDate, typed(contract.start, xsd.date)],
    [schema.endDate, typed(contract.end, xsd.date)],
    [trb.contractStatus, status === undefined ? undefined : iri(contractStatuses[status])],
  ]);
}

function read(quads: readonly Quad[], documentUrl: string): EnergyContract {
  const node = mainNode(nodesOf(quads), trb.EnergyContract, documentUrl);
  return present({
    deliveryPointId: node.requiredText(trb.deliveryPointId, PCE),
    energyVector: node.code(trb.energyVector, {
      electricity: energyVectors.electricity,
      gas: energyVectors.gas,
    }),
    flow: node.requiredCode(trb.flowDirection, flowDirections),
    supplier: node.text(trb.supplierName),
    tariffLabel: node.text(trb.tariffLabel),
    subscribedPowerVoltAmperes: node.number(trb.subscribedPower),
    segment: node.text(trb.gridSegment),
    annualReferenceWattHours: node.number(trb.annualReference),
    usageProfile: node.text(trb.usageProfile),
    start: node.text(schema.startDate, DAY),
    end: node.text(schema.endDate, DAY),
    status: node.code(trb.contractStatus, contractStatuses),
  });
}
