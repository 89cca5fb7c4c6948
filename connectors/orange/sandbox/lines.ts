import { type Person, persons } from '../../kit/sandbox/persons.ts';

/** A line of the simulation, with a holder who is made up. */
export interface Line {
  /** Orange's name of it, and that of its fault switch. */
  readonly id: string;
  readonly kind: 'mobile' | 'fixe';
  readonly holder: Person;
  /** The days for which it has rows, counted back from today. */
  readonly historyDays: number;
  readonly monthlyCents: number;
}

const TWO_YEARS_DAYS = 730;
const SHORT_HISTORY_DAYS = 150;

/** 06 39 98 is kept free for numbers that are nobody's (Arcep, decision 2018-0881). */
const endings = { odile: '11', karim: '22', ines: '33', theo: '44' } as const;
const monthlyCents = { odile: 1_999, karim: 1_599, ines: 2_499, theo: 999 } as const;

export const lines: readonly Line[] = persons.flatMap((holder) => {
  const ending = endings[holder.id];
  const historyDays = holder.id === 'theo' ? SHORT_HISTORY_DAYS : TWO_YEARS_DAYS;
  const common = { holder, historyDays };
  return [
    {
      ...common,
      id: `336399800${ending}`,
      kind: 'mobile' as const,
      monthlyCents: monthlyCents[holder.id],
    },
    { ...common, id: `FX-00${ending}`, kind: 'fixe' as const, monthlyCents: 3_499 },
  ];
});

/** Whom a line calls, dearest first: numbers of the same free range, a service and a sender with a name. */
export function correspondentsOf({ id }: Line): readonly string[] {
  const own = Number(id.slice(-2));
  const people = Array.from({ length: 12 }, (_, index) => `3363998${1_000 + own * 20 + index}`);
  return [...people, '3900', 'INFO ORANGE'];
}
