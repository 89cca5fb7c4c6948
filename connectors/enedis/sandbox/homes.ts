import { addDays } from '../../../shapes/kit/local-time.ts';
import { type Person, personOf } from '../../kit/sandbox/persons.ts';
import { type Curve, realCurve, sunCurve } from './curve.ts';

/** A made-up home with a made-up holder; only the shape of its consumption is real. */
export interface Home
  extends Pick<Person['home'], 'street' | 'unit' | 'postCode' | 'city' | 'inseeCode'> {
  readonly pointId: string;
  readonly holder: Pick<Person, 'title' | 'firstName' | 'lastName'>;
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
      ...heldBy('odile'),
      pointId: '19274650318842',
      kiloVoltAmperes: '9',
      contractStart: '2021-06-01',
    },
    {
      ...common,
      ...heldBy('karim'),
      pointId: '07450219386154',
      kiloVoltAmperes: '6',
      contractStart: '2022-09-15',
    },
    {
      ...common,
      ...heldBy('ines'),
      pointId: '23810467592033',
      kiloVoltAmperes: '12',
      contractStart: '2020-01-10',
      offPeakHours: 'HC (1H30-7H30;12H30-14H30)',
      production: { curve: sunCurve(), since: '2024-03-15' },
    },
    {
      ...common,
      ...heldBy('theo'),
      pointId: '30195827460071',
      kiloVoltAmperes: '6',
      contractStart: movedIn,
      activatedOn: movedIn,
    },
  ];
}

function heldBy(id: Person['id']) {
  const holder = personOf(id);
  return { holder, ...holder.home };
}
