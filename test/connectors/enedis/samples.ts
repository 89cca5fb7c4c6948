import { readFileSync } from 'node:fs';
import { api2026 } from '../../../connectors/enedis/api-2026.ts';
import { apiV5 } from '../../../connectors/enedis/api-v5.ts';
import { readingsOfCurve } from '../../../connectors/enedis/mapping.ts';
import type { Asked, CurvePoint } from '../../../connectors/enedis/payload.ts';
import { Field } from '../../../connectors/kit/partner/field.ts';
import type { MeterReading } from '../../../shapes/meter-reading/meter-reading.ts';

export const POINT = '19274650318842';

/** A synthetic answer of Enedis, by name. */
export function sample(name: string): unknown {
  const file = new URL(`../fixtures/enedis/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

export interface RawPoint {
  readonly d: string;
  readonly v: unknown;
  readonly p?: string;
  readonly n?: string;
}

/** An answer of the 2026 load-curve API with the given points. */
export function curveAnswer(points: readonly RawPoint[], change: object = {}): object {
  return {
    idPrm: POINT,
    etapeMetier: 'BRUT',
    grandeur: [
      {
        grandeurMetier: 'CONS',
        grandeurPhysique: 'PA',
        unite: 'W',
        points: points.map((point) => ({ p: 'PT30M', n: 'B', ...point })),
        ...change,
      },
    ],
  };
}

export function asked(from: string, to: string): Asked {
  return { pointId: POINT, flow: 'consumption', from, to };
}

export function parseCurve(answer: unknown, from: string, to: string): readonly CurvePoint[] {
  return api2026.loadCurve.parse(Field.of(answer, 'Enedis'), asked(from, to));
}

export function readingsOf(answer: unknown, from: string, to: string): MeterReading[] {
  return readingsOfCurve(parseCurve(answer, from, to));
}

export function parseCurveV5(answer: unknown, from: string, to: string): readonly CurvePoint[] {
  return apiV5.loadCurve.parse(Field.of(answer, 'Enedis'), asked(from, to));
}
