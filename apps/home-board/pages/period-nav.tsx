import type { VNode } from 'preact';
import type { Span } from '../core/gaps.ts';
import { after, before, daysIn, type Period } from '../core/period.ts';
import { hrefOfPeriod, nameOfPeriod } from './bar-words.ts';
import { Icon } from './icon.tsx';
import type { MeterPlace } from './route.ts';
import { useVoice } from './voice.ts';

interface PeriodNavProps {
  readonly period: Period;
  readonly meter: MeterPlace;
  readonly span: Span;
}

/** How wide a view, and the period before and after it. */
export function PeriodNav({ period, meter, span }: PeriodNavProps): VNode {
  const { words } = useVoice();
  const views = viewsAround(period, span);
  const labels = {
    rolling: words.electricity.viewRolling,
    year: words.electricity.viewYear,
    month: words.electricity.viewMonth,
    day: words.electricity.viewDay,
  };
  return (
    <nav class="period" aria-label={words.electricity.views}>
      <ul class="views">
        {views.map((view) => (
          <li key={view.kind}>
            <a
              href={hrefOfPeriod(view, meter)}
              {...(view.kind === period.kind ? { 'aria-current': 'true' as const } : {})}
            >
              {labels[view.kind]}
            </a>
          </li>
        ))}
      </ul>
      {period.kind !== 'rolling' && <Steps period={period} meter={meter} span={span} />}
    </nav>
  );
}

function Steps({ period, meter, span }: PeriodNavProps): VNode {
  const voice = useVoice();
  const { earlier, later } = voice.words.electricity;
  const steps = [
    { target: before(period), word: earlier, icon: 'chevron-left' },
    { target: after(period), word: later, icon: 'chevron-right' },
  ].filter(({ target }) => touches(target, span));
  return (
    <ul class="steps">
      {steps.map(({ target, word, icon }) => (
        <li key={icon} class={icon}>
          <a href={hrefOfPeriod(target, meter)}>
            <Icon name={icon} />
            <span>
              <span class="visually-hidden">{`${word}, `}</span>
              {nameOfPeriod(target, voice)}
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** One period of each kind, as near to the one shown as the readings allow. */
function viewsAround(period: Period, { first, last }: Span): readonly Period[] {
  const shown =
    daysIn(period).at(period.kind === 'rolling' || period.kind === 'year' ? -1 : 0) ?? last;
  const day = shown < first ? first : shown > last ? last : shown;
  return [
    { kind: 'rolling', lastMonth: last.slice(0, 7) },
    { kind: 'year', year: day.slice(0, 4) },
    { kind: 'month', month: day.slice(0, 7) },
    { kind: 'day', day },
  ];
}

function touches(period: Period, { first, last }: Span): boolean {
  const days = daysIn(period);
  return (days[0] ?? '') <= last && (days.at(-1) ?? '') >= first;
}
