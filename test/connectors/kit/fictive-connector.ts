import { type Connector, document, type Manifest } from '../../../connectors/kit/contract.ts';
import { ConnectorError, isConnectorErrorCode } from '../../../connectors/kit/errors.ts';
import { addDays, startOfLocalDay } from '../../../shapes/kit/local-time.ts';
import {
  type MeterMonth,
  mergeMonths,
  meterMonth,
  monthsOf,
} from '../../../shapes/meter-reading/meter-reading.ts';

export interface FictiveAccess {
  readonly meter: string;
}

export interface FictiveCheckpoint {
  readonly nextDay: string;
}

/** Three whole months; a month is laid, then its checkpoint kept. */
const FIRST_DAY = '2026-08-01';
const LAST_DAY = '2026-10-31';
export const DAYS = 92;

const words = (text: string) => ({ fr: text, en: text });

export const fictiveManifest: Manifest = {
  id: 'fontaine',
  version: '1.0.0',
  title: { fr: 'Fontaine : votre relevé', en: 'Fontaine: your readings' },
  description: { fr: 'Un partenaire d’essai.', en: 'A partner for tests.' },
  partner: {
    name: 'Fontaine <&> Cie',
    website: 'https://fontaine.exemple.invalid',
    dataProtectionContact: 'dpo@exemple.invalid',
  },
  legalBasis: words('Consentement'),
  purpose: words('Essai'),
  dataSets: [
    { forClass: meterMonth.forClass, label: words('Relevés'), history: words('Trois mois') },
  ],
  accessMode: 'consent-redirect',
  schedule: { everyHours: 24, window: { fromHour: 8, toHour: 20 }, jitterMinutes: 60 },
  rateLimit: { callsPerSecond: 100, callsPerHour: 100_000 },
  hosts: ['localhost'],
  historyMonths: 3,
  correctionDays: 0,
  level: 'bronze',
};

/** The fictive partner behind the real contract. */
export function createFictiveConnector(
  partnerUrl: string,
  connectorUrl: string,
): Connector<FictiveAccess, FictiveCheckpoint> {
  return {
    manifest: fictiveManifest,
    access: {
      consentUrl: (state) => {
        const url = new URL('/consent', partnerUrl);
        url.searchParams.set('state', state);
        url.searchParams.set('back', `${connectorUrl}/consented`);
        return url;
      },
      accept: async (callback) => {
        if (callback.has('error')) throw new ConnectorError('CONSENT_REFUSED', 'Refused');
        const meter = callback.get('meter');
        if (meter === null) throw new ConnectorError('CONSENT_MISSING', 'No meter');
        return { meter };
      },
      revoke: async ({ meter }) => {
        await fetch(new URL(`/revoke/${meter}`, partnerUrl), { method: 'POST' });
      },
    },
    places: ({ meter }) => [
      { container: `data/energy/electricity/${meter}/`, classes: [meterMonth.forClass] },
    ],
    checkpoint: {
      first: { nextDay: FIRST_DAY },
      parse: (stored) => stored as FictiveCheckpoint,
    },
    async *pull({ access, checkpoint, signal }) {
      let day = checkpoint.nextDay;
      let done =
        (startOfLocalDay(day).getTime() - startOfLocalDay(FIRST_DAY).getTime()) / 86_400_000;
      done = Math.round(done);
      while (day <= LAST_DAY) {
        const month = day.slice(0, 7);
        const readings: MeterMonth['readings'][number][] = [];
        for (; day.startsWith(month); day = addDays(day, 1)) {
          readings.push(await readingOf(partnerUrl, day, signal));
          done += 1;
          yield { kind: 'progress', done, total: DAYS, unit: 'day' };
        }
        const point = {
          deliveryPointId: access.meter,
          energyVector: 'electricity',
          flow: 'consumption',
        } as const;
        for (const whole of monthsOf(point, readings))
          yield document(meterMonth, whole, mergeMonths);
        yield { kind: 'coverage', firstDay: FIRST_DAY, lastDay: addDays(day, -1) };
        yield { kind: 'checkpoint', checkpoint: { nextDay: day } };
      }
    },
  };
}

async function readingOf(
  partnerUrl: string,
  day: string,
  signal: AbortSignal,
): Promise<MeterMonth['readings'][number]> {
  const answer = await fetch(new URL(`/day/${day}`, partnerUrl), { signal }).catch((cause) => {
    throw new ConnectorError('PARTNER_DOWN', 'No answer', { cause });
  });
  const body = (await answer.json()) as Record<string, unknown>;
  if (typeof body.code === 'string' && isConnectorErrorCode(body.code)) {
    const { retryAfterSeconds } = body;
    throw new ConnectorError(
      body.code,
      'The partner says so',
      typeof retryAfterSeconds === 'number' ? { retryAfterSeconds } : {},
    );
  }
  const start = startOfLocalDay(day);
  return {
    start,
    durationSeconds: (startOfLocalDay(addDays(day, 1)).getTime() - start.getTime()) / 1_000,
    energyWattHours: Number(body.wattHours),
    quality: 'measured',
  };
}
