import express, { Router } from 'express';
import { startOfLocalDay, withLocalOffset } from '../../../shapes/kit/local-time.ts';
import { SandboxRefusal } from '../../kit/sandbox/refusal.ts';
import { callOf, type GatewayParts, queryOf, send } from './gateway.ts';
import type { Home } from './homes.ts';

/** What Enedis knows of a home besides its measures. */
export function customer(parts: GatewayParts): Router {
  const router = Router();

  router.post('/subscribed_services/v1', express.json(), (request, response) => {
    const { autorisationId, comptage } = request.body ?? {};
    if (typeof autorisationId !== 'string' || typeof comptage !== 'boolean') {
      throw new SandboxRefusal(400, 'invalid_request', 'autorisationId and comptage are mandatory');
    }
    const services = parts.state.consentsOf({ autorisationId }).map((consent) => ({
      id: `S-${consent.autorisationId.slice(0, 8)}`,
      injection: false,
      soutirage: true,
      serviceCode: 'ACCES',
      dateDebut: consent.from,
      dateFin: consent.until,
      etatCode: 'ACTIF',
      etatLibelle: 'Actif',
      pointId: consent.pointId,
      mesuresTypeCode: 'CDC',
      mesuresPas: 'PT30M',
      mesuresCorrigees: true,
      autorisation: {
        autorisationId: consent.autorisationId,
        autorisationLibelle: 'Consentement',
        autorisationType: 'EXPLICITE',
      },
    }));
    response.json({
      nbTotalServices: services.length,
      ...(comptage ? {} : { serviceSouscrit: services }),
    });
  });

  /** The number is part of the path; as a query parameter it is outside the Swagger. */
  const ofPoint = (path: string, body: (home: Home) => object): void => {
    router.get(path, (request, response) => {
      queryOf(request, []);
      const call = callOf(parts, request.params.prm);
      send(response, call, body(call.home));
    });
  };
  ofPoint('/situation_contrat_auto/v1/:prm', contracts2026);
  ofPoint('/donnees_generales_auto/v1/:prm', address2026);
  ofPoint('/comptage_auto/v1/:prm', ({ offPeakHours }) => ({
    relais: { plageHeuresCreuses: offPeakHours },
  }));

  const ofPointV5 = (path: string, body: (home: Home) => object): void => {
    router.get(path, (request, response) => {
      const call = callOf(parts, queryOf(request, ['usage_point_id']).usage_point_id);
      send(response, call, { customer: { customer_id: '7700451260', ...body(call.home) } });
    });
  };
  ofPointV5('/customers_upc/v5/usage_points/contracts', contractsV5);
  ofPointV5('/customers_upa/v5/usage_points/addresses', addressV5);
  return router;
}

function contracts2026(home: Home): object[] {
  const { title, firstName, lastName } = home.holder;
  const supply = {
    usage_point_id: home.pointId,
    contract_start: withoutColon(home.contractStart),
    contract_type: 'Contrat GRD-F',
    contractor: 'FOURNISSEUR EXEMPLE',
    distribution_tariff: 'Tarif BT <= 36 kVA Courte Utilisation 4 postes',
    subscribed_power: { unit: 'kVA', value: home.kiloVoltAmperes },
    segment: 'C5',
    customer: {
      // Spelled so by Enedis; it is where the bills go.
      customer: {
        adress: { line1: `${title} ${firstName} ${lastName}`, line4: home.street, line7: 'FRANCE' },
      },
      contact_data: { email: `${firstName.toLowerCase()}@exemple.invalid` },
      person: { title, lastname: lastName, firstname: firstName },
    },
  };
  if (home.production === undefined) return [supply];
  const feedIn = {
    usage_point_id: home.pointId,
    contract_start: withoutColon(home.production.since),
    contract_type: 'Contrat GRD-A',
    contractor: 'ACHETEUR EXEMPLE',
    segment: 'P4',
  };
  return [supply, feedIn];
}

/** "2024-10-12T00:00:00+0200" */
function withoutColon(day: string): string {
  return withLocalOffset(startOfLocalDay(day)).replace(/:(\d\d)$/, '$1');
}

function address2026(home: Home): object {
  return {
    address: {
      staircase_floor_apartment: home.unit,
      building: '',
      number_street_name: home.street,
      locality: '',
      postal_code_city: `${home.postCode} ${home.city}`,
      insee_code: home.inseeCode,
    },
  };
}

function contractsV5(home: Home): object {
  const contract = (segment: string, start: string): object => ({
    usage_point: {
      usage_point_id: home.pointId,
      usage_point_status: 'com',
      meter_type: 'AMM',
    },
    contracts: {
      segment,
      last_activation_date: `${start}${withLocalOffset(startOfLocalDay(start)).slice(-6)}`,
      contract_type: segment === 'C5' ? 'Contrat GRD-F' : 'Contrat GRD-A',
      contract_status: 'SERVC',
      ...(segment === 'C5'
        ? {
            subscribed_power: `${home.kiloVoltAmperes} kVA`,
            distribution_tariff: 'BTINFCU4',
            offpeak_hours: home.offPeakHours,
          }
        : {}),
    },
  });
  const feedIn = home.production === undefined ? [] : [contract('P4', home.production.since)];
  return { usage_points: [contract('C5', home.contractStart), ...feedIn] };
}

function addressV5(home: Home): object {
  const address = {
    street: home.street,
    locality: '',
    postal_code: home.postCode,
    insee_code: home.inseeCode,
    city: home.city,
    country: 'FRANCE',
    geo_points: { latitude: '45.7', longitude: '4.8', altitude: '170' },
  };
  return {
    usage_points: [
      { usage_point: { usage_point_id: home.pointId, usage_point_addresses: address } },
    ],
  };
}
