import type { Field } from '../kit/partner/field.ts';
import type { EnedisApi, EnedisRequest } from './api.ts';
import { type Asked, type PointNames, parseCurvePoints, parseDailyPoints } from './payload.ts';
import { parseAddress2026, parseContracts2026 } from './payload-customer.ts';

const pointNames: PointNames = { label: 'd', value: 'v', step: 'p', nature: 'n' };

const QUANTITIES_MAX = 10;

const wordOfFlow = {
  consumption: { path: 'consommation', quantity: 'CONS' },
  production: { path: 'production', quantity: 'PROD' },
} as const;

/** Data Connect 2026, open since September 2026. */
export const api2026: EnedisApi = {
  authorizePath: '/dataconnect/v2/oauth2/authorize',
  loadCurve: {
    request: (asked) => measures(`courbe_de_charge_${wordOfFlow[asked.flow].path}`, asked),
    parse: (answer, asked) =>
      parseCurvePoints(pointsOf(answer, asked, { quantity: 'PA', unit: 'W' }), pointNames, asked),
  },
  dailyEnergy: {
    request: (asked) => measures(`${wordOfFlow[asked.flow].path}_quotidienne`, asked),
    parse: (answer, asked) =>
      parseDailyPoints(pointsOf(answer, asked, { quantity: 'EA', unit: 'Wh' }), pointNames, asked),
  },
  contracts: {
    request: ({ pointId }) => ofPoint('situation_contrat_auto', pointId),
    parse: parseContracts2026,
  },
  address: {
    request: ({ pointId }) => ofPoint('donnees_generales_auto', pointId),
    parse: parseAddress2026,
  },
  offPeakHours: {
    request: ({ pointId }) => ofPoint('comptage_auto', pointId),
    parse: (answer) => answer.at('relais').at('plageHeuresCreuses').optionalText(),
  },
};

/** One parameter more or less than the Swagger names, and Enedis answers 500. */
function measures(operation: string, { pointId, from, to }: Asked): EnedisRequest {
  return {
    api: 'mesure_synchrone_auto',
    path: `/mesure_synchrone_auto/v2/${operation}`,
    query: { pointId, dateDebut: from, dateFin: to },
  };
}

/** The number stands in the path: as a query parameter Enedis answers 500. */
function ofPoint(api: string, pointId: string): EnedisRequest {
  return { api, path: `/${api}/v1/${pointId}`, query: {} };
}

/** The points of the one quantity that was asked for. */
function pointsOf(
  answer: Field,
  asked: Asked,
  wanted: { readonly quantity: string; readonly unit: string },
): Field {
  answer.at('idPrm').equal(asked.pointId);
  const list = answer.at('grandeur');
  const [quantity, another] = list
    .items(QUANTITIES_MAX)
    .filter((one) => one.at('grandeurPhysique').text() === wanted.quantity);
  if (quantity === undefined) throw list.refusal(`holds no ${wanted.quantity}`);
  if (another !== undefined) throw list.refusal(`holds ${wanted.quantity} twice`);
  quantity.at('grandeurMetier').oneOf(wordOfFlow[asked.flow].quantity);
  quantity.at('unite').oneOf(wanted.unit);
  return quantity.at('points');
}
