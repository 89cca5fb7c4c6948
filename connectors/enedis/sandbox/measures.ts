import { type Request, type Response, Router } from 'express';
import {
  addDays,
  addMonths,
  daysBetween,
  localDay,
  monthOf,
  withLocalOffset,
} from '../../../shapes/kit/local-time.ts';
import { isDay } from '../../kit/partner/wall-clock.ts';
import { SandboxRefusal } from '../../kit/sandbox/refusal.ts';
import { daysFrom, type Slot } from './curve.ts';
import { spoilPoints } from './faults.ts';
import { callOf, type GatewayParts, type PointCall, queryOf, send } from './gateway.ts';
import type { Home } from './homes.ts';
import { lastPublishedDay } from './quota.ts';

type Flow = 'consumption' | 'production';
type Kind = 'curve' | 'daily' | 'max';

interface Period {
  readonly from: string;
  readonly to: string;
}

const depthMonths = { curve: 24, daily: 36, max: 36 } as const;
const MORE_DAYS = 15;
const CURVE_DAYS_MAX = 7;

/** Both generations of the measure APIs, over the same homes. */
export function measures(parts: GatewayParts): Router {
  const router = Router();
  const names2026 = ['pointId', 'dateDebut', 'dateFin'];
  const namesV5 = ['usage_point_id', 'start', 'end'];

  const answer =
    (names: readonly string[], kind: Kind, flow: Flow, body: typeof body2026) =>
    (request: Request, response: Response): void => {
      const query = queryOf(request, names);
      const [pointId, from = '', to = ''] = names.map((name) => query[name]);
      const call = callOf(parts, pointId);
      const period = { from, to };
      refusePeriod(period, { kind, flow, home: call.home, now: parts.clock.now() });
      const slots = slotsOf(call, flow, period, parts.clock.now());
      if (slots.length === 0 || (kind === 'curve' && call.fault === 'curve-not-activated')) {
        throw new SandboxRefusal(404, 'no_data_found', 'no measure');
      }
      send(response, call, body({ call, kind, flow, period, slots }));
    };

  const v2 = '/mesure_synchrone_auto/v2';
  const more = [...names2026, 'mesuresPas', 'grandeurPhysique'];
  router.get(
    `${v2}/courbe_de_charge_consommation`,
    answer(names2026, 'curve', 'consumption', body2026),
  );
  router.get(
    `${v2}/courbe_de_charge_production`,
    answer(names2026, 'curve', 'production', body2026),
  );
  router.get(`${v2}/consommation_quotidienne`, answer(names2026, 'daily', 'consumption', body2026));
  router.get(`${v2}/production_quotidienne`, answer(names2026, 'daily', 'production', body2026));
  router.get(`${v2}/puissance_conso_max_quotidienne`, answer(more, 'max', 'consumption', body2026));
  const v5 = (api: string, operation: string, kind: Kind, flow: Flow): void =>
    void router.get(`/${api}/v5/${operation}`, answer(namesV5, kind, flow, bodyV5));
  v5('metering_data_clc', 'consumption_load_curve', 'curve', 'consumption');
  v5('metering_data_plc', 'production_load_curve', 'curve', 'production');
  v5('metering_data_dc', 'daily_consumption', 'daily', 'consumption');
  v5('metering_data_dp', 'daily_production', 'daily', 'production');
  v5('metering_data_dcmp', 'daily_consumption_max_power', 'max', 'consumption');
  return router;
}

interface Rules {
  readonly kind: Kind;
  readonly flow: Flow;
  readonly home: Home;
  readonly now: Date;
}

function refusePeriod({ from, to }: Period, { kind, flow, home, now }: Rules): void {
  if (!isDay(from) || !isDay(to)) throw new SandboxRefusal(400, '400', 'a date is not YYYY-MM-DD');
  const wrongWay = flow === 'production' && home.production === undefined;
  if (from >= to || wrongWay) {
    throw new SandboxRefusal(400, 'ADAM-ERR0069', 'dates or direction do not fit the point');
  }
  if (kind === 'curve' && daysBetween(from, to) > CURVE_DAYS_MAX) {
    throw new SandboxRefusal(400, 'ADAM-ERR0126', 'a load curve has at most 7 consecutive days');
  }
  const today = localDay(now);
  const sameDay = `${addMonths(monthOf(today), -depthMonths[kind])}-${today.slice(8)}`;
  if (from < addDays(isDay(sameDay) ? sameDay : `${sameDay.slice(0, 8)}28`, -MORE_DAYS)) {
    throw new SandboxRefusal(400, 'ADAM-ERR0125', 'the period is older than the history');
  }
  if (from < activationOf(home, flow)) {
    throw new SandboxRefusal(400, 'ADAM-ERR0123', 'period before activation');
  }
}

function activationOf(home: Home, flow: Flow): string {
  return flow === 'production' ? (home.production?.since ?? '') : home.activatedOn;
}

function slotsOf({ home, fault }: PointCall, flow: Flow, { from, to }: Period, now: Date): Slot[] {
  const last = lastPublishedDay(now, fault === 'late' ? 1 : 0);
  const end = to <= last ? to : addDays(last, 1);
  const curve = flow === 'production' ? home.production?.curve : home.consumption;
  return daysFrom(from, end).flatMap((day) => curve?.(day) ?? []);
}

interface Measured {
  readonly call: PointCall;
  readonly kind: Kind;
  readonly flow: Flow;
  readonly period: Period;
  readonly slots: readonly Slot[];
}

const natureOf = ({ estimated }: Slot): string => (estimated ? 'E' : 'B');

/** Local wall time, no offset: what an autumn night makes ambiguous is ambiguous here too. */
const wallTime = (instant: Date): string => withLocalOffset(instant).slice(0, 19).replace('T', ' ');

function body2026({ call, kind, flow, period, slots }: Measured): object {
  const quantity = { curve: ['PA', 'W'], daily: ['EA', 'Wh'], max: ['PMA', 'VA'] } as const;
  const [grandeurPhysique, unite] = quantity[kind];
  const points =
    kind === 'curve'
      ? slots.map((slot) => ({
          d: wallTime(slot.end),
          v: String(slot.watts),
          p: 'PT30M',
          n: natureOf(slot),
          iv: '0',
          ec: '0',
        }))
      : perDay(kind, slots).map(({ when, amount }) => ({ d: when, v: amount }));
  return {
    idPrm: call.home.pointId,
    etapeMetier: 'BRUT',
    periode: { dateDebut: period.from, dateFin: period.to },
    modeCalcul: 'MESURE',
    ...(kind === 'curve' ? {} : { typeValeur: 'GLOBALE', pas: 'P1D' }),
    grandeur: [
      {
        grandeurMetier: flow === 'production' ? 'PROD' : 'CONS',
        grandeurPhysique,
        unite,
        points: spoilPoints<object & { v: string }>(call.fault, points, 'v'),
      },
    ],
  };
}

function bodyV5({ call, kind, period, slots }: Measured): object {
  const readingType = {
    curve: { measurement_kind: 'power', unit: 'W', aggregate: 'average' },
    daily: { measurement_kind: 'energy', unit: 'Wh', aggregate: 'sum', measuring_period: 'P1D' },
    max: { measurement_kind: 'power', unit: 'VA', aggregate: 'maximum', measuring_period: 'P1D' },
  } as const;
  const points =
    kind === 'curve'
      ? slots.map((slot) => ({
          value: String(slot.watts),
          date: wallTime(slot.end),
          interval_length: 'PT30M',
          measure_type: natureOf(slot),
        }))
      : perDay(kind, slots).map(({ when, amount }) => ({ value: amount, date: when }));
  return {
    meter_reading: {
      usage_point_id: call.home.pointId,
      start: period.from,
      end: period.to,
      quality: 'BRUT',
      reading_type: readingType[kind],
      interval_reading: spoilPoints<object & { value: string }>(call.fault, points, 'value'),
    },
  };
}

/** One point a day: the energy of the day, or its strongest half-hour. */
function perDay(kind: Kind, slots: readonly Slot[]): { when: string; amount: string }[] {
  const days = new Map<string, Slot[]>();
  for (const slot of slots) {
    const day = localDay(slot.start);
    days.set(day, [...(days.get(day) ?? []), slot]);
  }
  return [...days].map(([day, ofDay]) => {
    if (kind === 'daily') {
      const wattHours = ofDay.reduce((sum, { watts }) => sum + watts / 2, 0);
      return { when: day, amount: String(Math.round(wattHours)) };
    }
    const strongest = ofDay.reduce((peak, slot) => (slot.watts > peak.watts ? slot : peak));
    return { when: wallTime(strongest.start), amount: String(strongest.watts) };
  });
}
