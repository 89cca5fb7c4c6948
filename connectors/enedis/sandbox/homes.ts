import { addDays } from '../../../shapes/kit/local-time.ts';
import { type Curve, realCurve, sunCurve } from './curve.ts';

/** A made-up home with a made-up holder; only the shape of its consumption is real. */
export interface Home {
  readonly pointId: string;
  readonly holder: {
    readonly title: string;
    readonly firstName: string;
    readonly lastName: string;
  };
  readonly street: string;
  readonly unit: string;
  readonly postCode: string;
  readonly city: string;
  readonly inseeCode: string;
  readonly kiloVoltAmperes: string;
  readonly offPeakHours: string;
  readonly contractStart: string;
  /** Before this day the meter did not communicate. */
  readonly activatedOn: string;
  readonly consumption: Curve;
  readonly production?: { readonly curve: Curve; readonly since: string };
}

const SHORT_HISTORY_DAYS = 150;

/** The homes of the simulation. `anchorDay` is the last day of the measured file. */
export function createHomes(anchorDay: string): readonly Home[] {
  const consumption = realCurve(anchorDay);
  const movedIn = addDays(anchorDay, -SHORT_HISTORY_DAYS);
  const common = { activatedOn: '2019-03-01', consumption, offPeakHours: 'HC (22H36-6H36)' };
  return [
    {
      ...common,
      pointId: '19274650318842',
      holder: { title: 'Mme', firstName: 'Odile', lastName: 'FABRE' },
      street: '12 rue des Tanneurs',
      unit: 'Esc. B, 3e',
      postCode: '69100',
      city: 'VILLEURBANNE',
      inseeCode: '69266',
      kiloVoltAmperes: '9',
      contractStart: '2021-06-01',
    },
    {
      ...common,
      pointId: '07450219386154',
      holder: { title: 'M', firstName: 'Karim', lastName: 'BELLECOMBE' },
      street: '3 montée des Canuts',
      unit: '1er étage',
      postCode: '69004',
      city: 'LYON',
      inseeCode: '69384',
      kiloVoltAmperes: '6',
      contractStart: '2022-09-15',
    },
    {
      ...common,
      pointId: '23810467592033',
      holder: { title: 'Mme', firstName: 'Inès', lastName: 'DUVERGER' },
      street: '8 chemin du Vallon',
      unit: '',
      postCode: '69340',
      city: 'FRANCHEVILLE',
      inseeCode: '69089',
      kiloVoltAmperes: '12',
      contractStart: '2020-01-10',
      offPeakHours: 'HC (1H30-7H30;12H30-14H30)',
      production: { curve: sunCurve(), since: '2024-03-15' },
    },
    {
      ...common,
      pointId: '30195827460071',
      holder: { title: 'M', firstName: 'Théo', lastName: 'MARCHETTI' },
      street: '41 quai des Mariniers',
      unit: 'Appt 12',
      postCode: '69009',
      city: 'LYON',
      inseeCode: '69389',
      kiloVoltAmperes: '6',
      contractStart: movedIn,
      activatedOn: movedIn,
    },
  ];
}
