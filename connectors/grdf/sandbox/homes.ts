import { addDays } from '../../../shapes/kit/local-time.ts';
import { type Person, personOf } from '../../kit/sandbox/persons.ts';

/** A made-up home with a made-up holder, whose gas follows the weather. */
export interface Home {
  readonly pce: string;
  readonly holder: Person;
  readonly contractStart: string;
  readonly tariff: string;
  /** Before this day the meter was an old one, which is read every six months and then replaced. */
  readonly dailySince: string;
  /** What the meter in place showed on the day on which it began. */
  readonly meterSince: string;
  readonly firstIndex: number;
}

const SHORT_HISTORY_DAYS = 150;
const CHANGED_DAYS_AGO = 430;

/** The homes that are heated with gas. `anchorDay` is the day before the simulation first began. */
export function createHomes(anchorDay: string): readonly Home[] {
  const movedIn = addDays(anchorDay, -SHORT_HISTORY_DAYS);
  const changed = addDays(anchorDay, -CHANGED_DAYS_AGO);
  return [
    {
      pce: '21457839265014',
      holder: personOf('odile'),
      contractStart: '2019-09-02',
      tariff: 'T2',
      dailySince: '2019-09-02',
      meterSince: addDays(anchorDay, -900),
      // Passes 99 999 in the winter before last.
      firstIndex: 98_900,
    },
    {
      pce: '07931520486327',
      holder: personOf('karim'),
      contractStart: movedIn,
      tariff: 'T1',
      dailySince: '2021-03-01',
      meterSince: movedIn,
      firstIndex: 1_240,
    },
    {
      pce: '23610984752208',
      holder: personOf('ines'),
      contractStart: '2020-01-10',
      tariff: 'T2',
      dailySince: changed,
      meterSince: changed,
      firstIndex: 0,
    },
  ];
}
