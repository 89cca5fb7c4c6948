import type { VNode } from 'preact';
import { BASE_LOAD_DAYS_MIN, baseLoadOf } from '../core/base-load.ts';
import { costOf, yearlyCentsOf } from '../core/cost.ts';
import type { Day } from '../core/days.ts';
import { peaksOf } from '../core/peaks.ts';
import { type Tariff, withHours } from '../core/tariff.ts';
import type { Meter } from '../pod/household.ts';
import { useVoice } from './voice.ts';

const PEAKS_SHOWN = 3;

export interface InsightsProps {
  /** The days of the period that have readings. */
  readonly days: readonly Day[];
  readonly meter: Meter;
  readonly tariffs: readonly Tariff[];
  readonly tariffId: string;
  readonly onTariff: (id: string) => void;
}

/** What the figures mean: money, what never sleeps, and the strongest moments. */
export function Insights(props: InsightsProps): VNode {
  const tariff = chosen(props);
  return (
    <div class="cards">
      {tariff && props.meter.flow === 'consumption' && <CostCard {...props} tariff={tariff} />}
      <BaseLoadCard {...props} tariff={tariff} />
      <PeaksCard {...props} />
    </div>
  );
}

/** The tariff that the citizen chose, with the off-peak hours of her own meter where they are known. */
export function chosen({
  tariffs,
  tariffId,
  meter,
}: Pick<InsightsProps, 'tariffs' | 'tariffId' | 'meter'>): Tariff | undefined {
  const tariff = tariffs.find(({ id }) => id === tariffId) ?? tariffs[0];
  return tariff && withHours(tariff, meter.offPeakHours);
}

function CostCard({
  days,
  tariff,
  tariffs,
  onTariff,
}: InsightsProps & { readonly tariff: Tariff }): VNode {
  const { words, formats, language } = useVoice();
  const cost = costOf(days, tariff);
  return (
    <section class="card">
      <h2>{words.electricity.cost}</h2>
      <p class="big">{formats.money(cost.cents)}</p>
      <p class="hint">{words.electricity.costText(tariff.title[language])}</p>
      {tariff.standing === 'example' && <p class="hint">{words.electricity.costExample}</p>}
      {cost.daysWithoutPrice > 0 && (
        <p class="hint">{words.electricity.costWithout(cost.daysWithoutPrice)}</p>
      )}
      <div class="field">
        <label for="tariff">{words.electricity.tariff}</label>
        <select id="tariff" onChange={(event) => onTariff(event.currentTarget.value)}>
          {tariffs.map(({ id, title }) => (
            <option key={id} value={id} selected={id === tariff.id}>
              {title[language]}
            </option>
          ))}
        </select>
      </div>
      <details>
        <summary>{words.electricity.tariffSource}</summary>
        <p class="hint">{tariff.source[language]}</p>
        {tariff.offPeakHours.length > 0 && (
          <p class="hint">{words.electricity.costHours(formats.list(tariff.offPeakHours))}</p>
        )}
      </details>
    </section>
  );
}

function BaseLoadCard({
  days,
  meter,
  tariff,
}: InsightsProps & { readonly tariff: Tariff | undefined }): VNode | null {
  const { words, formats } = useVoice();
  if (meter.flow === 'production') return null;
  const baseLoad = baseLoadOf(days);
  if (baseLoad === undefined && days.length < BASE_LOAD_DAYS_MIN) return null;
  if (baseLoad === undefined) {
    return (
      <section class="card">
        <h2>{words.electricity.baseLoad}</h2>
        <p class="hint">{words.electricity.baseLoadNone}</p>
      </section>
    );
  }
  const lastDay = days.at(-1)?.day ?? '';
  const cents = tariff && yearlyCentsOf(baseLoad.watts, tariff, lastDay);
  return (
    <section class="card">
      <h2>{words.electricity.baseLoad}</h2>
      <p class="big">{formats.power(baseLoad.watts)}</p>
      {cents !== undefined && (
        <p>
          <strong>{words.electricity.baseLoadCosts(formats.money(cents))}</strong>
        </p>
      )}
      <p class="hint">
        {words.electricity.baseLoadText(formats.power(baseLoad.watts), baseLoad.days)}
      </p>
    </section>
  );
}

function PeaksCard({ days, meter }: InsightsProps): VNode | null {
  const { words, formats } = useVoice();
  const peaks = peaksOf(days, PEAKS_SHOWN);
  const [first, ...others] = peaks;
  if (first === undefined) return null;
  const when = (start: Date) => words.electricity.at(formats.localDay(start), formats.time(start));
  const subscribed = meter.contract?.subscribedPowerVoltAmperes;
  return (
    <section class="card">
      <h2>{words.electricity.peaks}</h2>
      <p class="big">{formats.power(first.watts)}</p>
      <p>{when(first.start)}</p>
      {others.length > 0 && (
        <ul class="plain hint">
          {others.map(({ watts, start }) => (
            <li key={start.toISOString()}>
              {words.electricity.peakText(formats.power(watts), when(start))}
            </li>
          ))}
        </ul>
      )}
      <p class="hint">
        {words.electricity.peakHint}
        {subscribed !== undefined &&
          ` ${words.electricity.subscribed(formats.apparentPower(subscribed))}`}
      </p>
    </section>
  );
}
