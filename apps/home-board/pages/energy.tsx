import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { type Bar, barsOf, hasOnlyDailyTotal, isMissing } from '../core/bars.ts';
import { compareWithYearEarlier } from '../core/comparison.ts';
import type { Span } from '../core/gaps.ts';
import { metersOf } from '../core/meters.ts';
import { daysIn, monthsToRead, type Period, periodFrom, periodPath } from '../core/period.ts';
import { daysPresent, totalOf } from '../core/totals.ts';
import type { Meter } from '../pod/household.ts';
import { BarPicture } from './bar-picture.tsx';
import { hrefOfPeriod, nameOfEarlier, nameOfPeriod } from './bar-words.ts';
import { sentenceOfComparison } from './comparison-words.ts';
import { FiguresTable } from './figures-table.tsx';
import { Insights } from './insights.tsx';
import type { Open } from './open.ts';
import { PeriodNav } from './period-nav.tsx';
import { type Readings, useReadings } from './readings.ts';
import { type MeterPlace, segmentOf } from './route.ts';
import { Trust } from './trust.tsx';
import { useVoice } from './voice.ts';

interface EnergyProps extends Open {
  readonly path: string;
  readonly place: MeterPlace;
}

/** Electricity or gas over a year, a month or a day: one sentence, one picture, its table, what it means. */
export function EnergyPage(props: EnergyProps): VNode {
  const { words } = useVoice();
  const { place, household } = props;
  const meters = metersOf(household, place.energyVector);
  const meter = meters[place.number - 1] ?? meters[0];
  if (meter === undefined) return <p>{words.electricity.nothing}</p>;
  return <MeterPage {...props} meters={meters} meter={meter} />;
}

function MeterPage(
  props: EnergyProps & { readonly meter: Meter; readonly meters: readonly Meter[] },
): VNode {
  const { words } = useVoice();
  const { meter, meters, place, session, onError } = props;
  const period = periodFrom(props.path, `${meter.months.at(-1) ?? ''}-01`);
  const readings = useReadings(session, meter, monthsToRead(period), onError);
  return (
    <>
      <h1>{words.places[place.energyVector]}</h1>
      {meters.length > 1 && <MeterChoice meters={meters} current={place} period={period} />}
      {readings.span && <PeriodNav period={period} meter={place} span={readings.span} />}
      {readings.complete && readings.span ? (
        <PeriodPage {...props} period={period} readings={readings} span={readings.span} />
      ) : (
        <div class="picture placeholder" role="status">
          {readings.complete ? words.electricity.nothing : words.loading}
        </div>
      )}
    </>
  );
}

interface PeriodPageProps extends EnergyProps {
  readonly meter: Meter;
  readonly period: Period;
  readonly readings: Readings;
  readonly span: Span;
}

function PeriodPage(props: PeriodPageProps): VNode {
  const { period, place, meter, readings, span, tariffs, tariffId, onTariff } = props;
  const names = daysIn(period);
  const present = daysPresent(names, readings.days);
  return (
    <div class="period-page" data-path={`/${segmentOf[place.energyVector]}${props.path}`}>
      <Picture {...props} />
      {present.length > 0 && meter.energyVector === 'electricity' && (
        <Insights
          days={present}
          meter={meter}
          tariffs={tariffs}
          tariffId={tariffId}
          onTariff={onTariff}
        />
      )}
      <Trust
        names={names}
        days={readings.days}
        span={span}
        meter={meter}
        sourceName={props.sourceNameOf(meter)}
        changed={readings.changed}
      />
    </div>
  );
}

function Picture({ period, place, readings, span }: PeriodPageProps): VNode {
  const voice = useVoice();
  const { words, formats } = voice;
  const [tableOpen, setTableOpen] = useState(false);
  const names = daysIn(period);
  const present = daysPresent(names, readings.days);
  const total = totalOf(present);
  const bars = barsOf(period, readings.days);
  const comparison = compareWithYearEarlier(names, readings.days);
  const title = nameOfPeriod(period, voice);
  const coarse = period.kind === 'day' && present.some(hasOnlyDailyTotal);

  function openTable(): void {
    setTableOpen(true);
    document.querySelector<HTMLElement>('#figures summary')?.focus();
  }

  return (
    <section class="card" aria-labelledby="said">
      <h2 id="said" class="said">
        <span class="period-name">{title}</span>
        <span class="big" data-watt-hours={present.length === 0 ? undefined : total / 1_000}>
          {present.length === 0 ? words.electricity.nothing : formats.energy(total)}
        </span>
      </h2>
      {comparison && (
        <p class="lede">
          {sentenceOfComparison(
            comparison,
            { than: nameOfEarlier(period, voice), allDays: names.length },
            voice,
          )}
        </p>
      )}
      {coarse ? (
        <p class="notice">{words.electricity.dailyOnly}</p>
      ) : (
        <BarPicture
          bars={bars}
          label={words.electricity.pictureOf(title)}
          meter={place}
          span={span}
          onTable={openTable}
        />
      )}
      <Legend bars={bars} span={span} />
      <FiguresTable
        bars={bars}
        milliWattHours={total}
        caption={words.electricity.tableCaption(title)}
        fileName={`${segmentOf[place.energyVector]}${periodPath(period).replaceAll('/', '-')}.csv`}
        open={tableOpen}
        onToggle={setTableOpen}
      />
    </section>
  );
}

/** Direct words beside the tones: this period, the year before, and what hatching and dots mean. */
function Legend({ bars, span }: { readonly bars: readonly Bar[]; readonly span: Span }): VNode {
  const { words } = useVoice();
  const { now, past, missing, quality } = words.electricity;
  const entries = [
    ['now', now, true],
    ['earlier', past, bars.some((bar) => bar.earlierMilliWattHours !== undefined)],
    ['estimated', quality.estimated, bars.some((bar) => bar.estimatedMilliWattHours > 0)],
    ['corrected', quality.corrected, bars.some((bar) => bar.quality === 'corrected')],
    ['missing', missing.toLowerCase(), bars.some((bar) => isMissing(bar, span))],
  ] as const;
  const shown = entries.filter(([, , present]) => present);
  return (
    <ul class="legend">
      {shown.map(([kind, word]) => (
        <li key={kind}>
          <span class={`swatch ${kind}`} aria-hidden="true" />
          {word}
        </li>
      ))}
    </ul>
  );
}

interface MeterChoiceProps {
  readonly meters: readonly Meter[];
  readonly current: MeterPlace;
  readonly period: Period;
}

function MeterChoice({ meters, current, period }: MeterChoiceProps): VNode {
  const { words } = useVoice();
  return (
    <div class="field">
      <label for="meter">{words.electricity.meter}</label>
      <select
        id="meter"
        onChange={(event) => {
          const number = Number(event.currentTarget.value);
          location.hash = hrefOfPeriod(period, { ...current, number });
        }}
      >
        {meters.map(({ container, flow, deliveryPointId }, index) => (
          <option
            key={`${container}${flow}`}
            value={index + 1}
            selected={index + 1 === current.number}
          >
            {words.electricity.meterName(deliveryPointId, flow)}
          </option>
        ))}
      </select>
    </div>
  );
}
