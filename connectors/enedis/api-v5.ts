import type { Field } from '../kit/partner/field.ts';
import type { EnedisApi, EnedisRequest } from './api.ts';
import { type Asked, type PointNames, parseCurvePoints, parseDailyPoints } from './payload.ts';
import {
  type PointQuestion,
  parseAddressV5,
  parseContractsV5,
  usagePointsV5,
} from './payload-customer.ts';

const pointNames: PointNames = {
  label: 'date',
  value: 'value',
  step: 'interval_length',
  nature: 'measure_type',
};

const measuresOf = {
  consumption: { curve: 'metering_data_clc', daily: 'metering_data_dc' },
  production: { curve: 'metering_data_plc', daily: 'metering_data_dp' },
} as const;

/** Data Connect v5, closed at Enedis in October 2026: for stand-ins and for partners who still speak it. */
export const apiV5: EnedisApi = {
  authorizePath: '/dataconnect/v1/oauth2/authorize',
  loadCurve: {
    request: (asked) => measures(measuresOf[asked.flow].curve, `${asked.flow}_load_curve`, asked),
    parse: (answer, asked) =>
      parseCurvePoints(pointsOf(answer, asked, { kind: 'power', unit: 'W' }), pointNames, asked),
  },
  dailyEnergy: {
    request: (asked) => measures(measuresOf[asked.flow].daily, `daily_${asked.flow}`, asked),
    parse: (answer, asked) =>
      parseDailyPoints(pointsOf(answer, asked, { kind: 'energy', unit: 'Wh' }), pointNames, asked),
  },
  contracts: { request: contractRequest, parse: parseContractsV5 },
  address: {
    request: ({ pointId }) => ({
      api: 'customers_upa',
      path: '/customers_upa/v5/usage_points/addresses',
      query: { usage_point_id: pointId },
    }),
    parse: parseAddressV5,
  },
  offPeakHours: {
    request: contractRequest,
    parse: (answer, question) =>
      usagePointsV5(answer, question)
        .map((point) => point.at('contracts').at('offpeak_hours').optionalText())
        .find((hours) => hours !== undefined),
  },
};

function contractRequest({ pointId }: PointQuestion): EnedisRequest {
  return {
    api: 'customers_upc',
    path: '/customers_upc/v5/usage_points/contracts',
    query: { usage_point_id: pointId },
  };
}

function measures(api: string, operation: string, { pointId, from, to }: Asked): EnedisRequest {
  const query = { usage_point_id: pointId, start: from, end: to };
  return { api, path: `/${api}/v5/${operation}`, query };
}

function pointsOf(
  answer: Field,
  asked: Asked,
  wanted: { readonly kind: string; readonly unit: string },
): Field {
  const reading = answer.at('meter_reading');
  reading.at('usage_point_id').equal(asked.pointId);
  reading.at('reading_type').at('measurement_kind').oneOf(wanted.kind);
  reading.at('reading_type').at('unit').oneOf(wanted.unit);
  return reading.at('interval_reading');
}
