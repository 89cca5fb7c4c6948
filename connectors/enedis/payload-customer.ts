import type { FlowDirection } from '../../shapes/meter-reading/meter-reading.ts';
import type { Field } from '../kit/partner/field.ts';
import { isDay } from '../kit/partner/wall-clock.ts';

/** What is asked about a meter rather than about its measures. */
export interface PointQuestion {
  readonly pointId: string;
}

/** A contract as Enedis knows it. Every field except the segment may be missing. */
export interface PointContract {
  readonly flow: FlowDirection;
  readonly segment: string;
  readonly supplier: string | undefined;
  readonly tariff: string | undefined;
  readonly subscribedKiloVoltAmperes: number | undefined;
  readonly start: string | undefined;
  readonly ended: boolean | undefined;
}

/** Where the meter is. The address in the contract is where the bills go: it is not read. */
export interface MeterAddress {
  readonly street: string | undefined;
  readonly building: string | undefined;
  readonly unit: string | undefined;
  readonly locality: string | undefined;
  readonly postalCode: string | undefined;
  readonly city: string | undefined;
  readonly inseeCode: string | undefined;
}

/** What one agreement gives access to. */
export interface SubscribedService {
  readonly pointId: string;
  readonly until: string | undefined;
}

/** PRM: a text, because leading zeros matter. */
export const POINT_ID = /^\d{14}$/;

const CONTRACTS_MAX = 20;
const SERVICES_MAX = 100;
const KILO_VOLT_AMPERES_MAX = 250;

export function parseContracts2026(answer: Field, { pointId }: PointQuestion): PointContract[] {
  return answer.items(CONTRACTS_MAX).map((contract) => {
    refuseOtherPoint(contract.at('usage_point_id'), pointId);
    const power = contract.at('subscribed_power');
    const unit = power.at('unit').optionalText();
    return {
      ...segmentOf(contract.at('segment')),
      supplier: contract.at('contractor').optionalText(),
      tariff: contract.at('distribution_tariff').optionalText(),
      // Larger connections subscribe kilowatts, which are no volt-amperes.
      subscribedKiloVoltAmperes: unit === 'kVA' ? optionalPower(power.at('value')) : undefined,
      start: optionalDay(contract.at('contract_start')),
      ended: undefined,
    };
  });
}

export function parseContractsV5(answer: Field, question: PointQuestion): PointContract[] {
  return usagePointsV5(answer, question).map((point) => {
    const contract = point.at('contracts');
    const power = contract.at('subscribed_power').optionalText();
    const status = contract.at('contract_status').optionalText();
    return {
      ...segmentOf(contract.at('segment')),
      supplier: undefined,
      tariff: contract.at('distribution_tariff').optionalText(),
      subscribedKiloVoltAmperes: kiloVoltAmperesOf(power),
      start: optionalDay(contract.at('last_activation_date')),
      ended: status === undefined ? undefined : status === 'RESIL',
    };
  });
}

export function usagePointsV5(answer: Field, { pointId }: PointQuestion): readonly Field[] {
  const points = answer.at('customer').at('usage_points').items(CONTRACTS_MAX);
  for (const point of points) {
    refuseOtherPoint(point.at('usage_point').at('usage_point_id'), pointId);
  }
  return points;
}

export function parseAddress2026(answer: Field): MeterAddress {
  const address = answer.at('address');
  const [, postalCode, city] =
    /^(\d{5}) +(.+)$/.exec(address.at('postal_code_city').optionalText() ?? '') ?? [];
  return {
    street: address.at('number_street_name').optionalText(),
    building: address.at('building').optionalText(),
    unit: address.at('staircase_floor_apartment').optionalText(),
    locality: address.at('locality').optionalText(),
    postalCode,
    city,
    inseeCode: address.at('insee_code').optionalText(),
  };
}

export function parseAddressV5(answer: Field, question: PointQuestion): MeterAddress {
  const [point] = usagePointsV5(answer, question);
  if (point === undefined) throw answer.at('customer').at('usage_points').refusal('is empty');
  const address = point.at('usage_point').at('usage_point_addresses');
  return {
    street: address.at('street').optionalText(),
    building: undefined,
    unit: undefined,
    locality: address.at('locality').optionalText(),
    postalCode: address.at('postal_code').optionalText(),
    city: address.at('city').optionalText(),
    inseeCode: address.at('insee_code').optionalText(),
  };
}

export function parseServices(answer: Field, autorisationId: string): SubscribedService[] {
  return answer
    .at('serviceSouscrit')
    .items(SERVICES_MAX)
    .filter((service) => /^(ACTIF|DEMANDE)$/.test(service.at('etatCode').text()))
    .map((service) => {
      const owner = service.at('autorisation').at('autorisationId');
      if (!owner.absent) owner.equal(autorisationId);
      return {
        pointId: service.at('pointId').matching(POINT_ID, '14 digits'),
        until: optionalDay(service.at('dateFin')),
      };
    });
}

/** C1 to C5 take from the grid, P1 to P4 feed into it; a home with panels has one of each. */
function segmentOf(field: Field): Pick<PointContract, 'flow' | 'segment'> {
  const segment = field.matching(/^(?:C[1-5]|P[1-4])$/, 'a segment of the grid');
  return { flow: segment.startsWith('P') ? 'production' : 'consumption', segment };
}

function refuseOtherPoint(field: Field, pointId: string): void {
  if (!field.absent) field.equal(pointId);
}

function optionalPower(field: Field): number | undefined {
  return field.absent ? undefined : field.amount(KILO_VOLT_AMPERES_MAX);
}

function kiloVoltAmperesOf(text: string | undefined): number | undefined {
  const [, amount] = /^(\d{1,3}(?:\.\d+)?) ?kVA$/.exec(text ?? '') ?? [];
  return amount === undefined ? undefined : Number(amount);
}

/** The local day of "2021-06-01T00:00:00+0200" and "2021-06-01+02:00": both are written in local time. */
function optionalDay(field: Field): string | undefined {
  const day = field.optionalText()?.slice(0, 10);
  if (day !== undefined && !isDay(day)) throw field.refusal('is not a day');
  return day;
}
