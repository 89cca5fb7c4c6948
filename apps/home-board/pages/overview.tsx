import type { VNode } from 'preact';
import { monthOf } from '../../../shapes/kit/local-time.ts';
import { barsOf } from '../core/bars.ts';
import { baseLoadOf } from '../core/base-load.ts';
import { compareWithYearEarlier } from '../core/comparison.ts';
import { yearlyCentsOf } from '../core/cost.ts';
import type { Days } from '../core/days.ts';
import type { Span } from '../core/gaps.ts';
import { metersOf } from '../core/meters.ts';
import { daysIn, monthsToRead, type Period } from '../core/period.ts';
import { daysPresent, totalOf } from '../core/totals.ts';
import type { Meter } from '../pod/household.ts';
import { hrefOfPeriod, nameOfEarlier } from './bar-words.ts';
import { sentenceOfComparison } from './comparison-words.ts';
import { Icon } from './icon.tsx';
import { chosen } from './insights.tsx';
import type { Open } from './open.ts';
import { useReadings } from './readings.ts';
import type { MeterPlace } from './route.ts';
import { SourceStates } from './sources.tsx';
import { useVoice } from './voice.ts';
import { Arriving, WelcomePage } from './welcome.tsx';

const energies = ['electricity', 'gas'] as const;

/** The home page: where things stand today, in a few figures, and where to go on. */
export function OverviewPage(open: Open): VNode {
  const { words } = useVoice();
  const { household, city, person } = open;
  const meters = energies.flatMap((energy) => metersOf(household, energy).slice(0, 1));
  const arriving = arrivingIn(open);
  if (meters.length === 0 && arriving === undefined) {
    return (
      <>
        <WelcomePage city={city} name={person.name} />
        <SourceStates {...open} />
      </>
    );
  }
  return (
    <>
      <h1>{words.home.title(person.name)}</h1>
      {arriving && <Arriving {...arriving} />}
      {meters.map((meter) => (
        <MeterSummary key={meter.container} {...open} meter={meter} />
      ))}
      <h2>{words.home.sources}</h2>
      <SourceStates {...open} />
    </>
  );
}

/** How far a first reception is, when there is one. */
function arrivingIn({ household, city }: Open) {
  const syncing = household.connections.find(({ connection }) => connection.state === 'syncing');
  if (syncing === undefined) return undefined;
  const source = city.sources.find(({ id }) => id === syncing.connection.partner);
  const months = household.meters
    .filter(({ container }) => container === syncing.connection.container)
    .map((meter) => meter.months.length);
  return { done: Math.max(0, ...months), total: source?.historyMonths };
}

function MeterSummary(props: Open & { readonly meter: Meter }): VNode {
  const { words, formats } = useVoice();
  const { meter, session, onError } = props;
  const rolling: Period = { kind: 'rolling', lastMonth: meter.months.at(-1) ?? '' };
  const { days, span, complete } = useReadings(session, meter, monthsToRead(rolling), onError);
  if (span === undefined || !complete) {
    return (
      <div class="picture placeholder" role="status">
        {words.loading}
      </div>
    );
  }
  return (
    <>
      <h2>
        <Icon name={iconOf[meter.energyVector]} /> {words.places[meter.energyVector]}
      </h2>
      <p class="lede">{words.home.lede(formats.day(span.last))}</p>
      <div class="cards">
        <MonthCard {...props} days={days} span={span} />
        <TwelveMonthsCard {...props} days={days} rolling={rolling} />
        <StandbyCard {...props} days={days} rolling={rolling} />
      </div>
    </>
  );
}

const iconOf = { electricity: 'zap', gas: 'flame' } as const;

/** The home page shows the first meter of each energy. */
const firstOf = ({ energyVector }: Meter): MeterPlace => ({ energyVector, number: 1 });

type SummaryProps = Open & { readonly meter: Meter; readonly days: Days };

function MonthCard({ meter, days, span }: SummaryProps & { readonly span: Span }): VNode {
  const voice = useVoice();
  const { words, formats } = voice;
  const period: Period = { kind: 'month', month: monthOf(span.last) };
  const names = daysIn(period);
  const comparison = compareWithYearEarlier(names, days);
  return (
    <section class="card">
      <h3>{words.home.thisMonth(formats.month(period.month))}</h3>
      <p class="big">{formats.energy(totalOf(daysPresent(names, days)))}</p>
      {comparison && (
        <p>
          {sentenceOfComparison(
            comparison,
            { than: nameOfEarlier(period, voice), allDays: names.length },
            voice,
          )}
        </p>
      )}
      <p>
        <a href={hrefOfPeriod(period, firstOf(meter))}>{words.home.seeMonth}</a>
      </p>
    </section>
  );
}

type RollingProps = SummaryProps & { readonly rolling: Period };

function TwelveMonthsCard({ meter, days, rolling }: RollingProps): VNode {
  const { words, formats } = useVoice();
  const names = daysIn(rolling);
  return (
    <section class="card">
      <h3>{words.home.lastTwelve}</h3>
      <p class="big">{formats.energy(totalOf(daysPresent(names, days)))}</p>
      <Spark period={rolling} days={days} />
      <p>
        <a class="button" href={hrefOfPeriod(rolling, firstOf(meter))}>
          {words.home.see[meter.energyVector]}
        </a>
      </p>
    </section>
  );
}

/** The year at a glance; the numbers are on the page that the card opens. */
function Spark({ period, days }: { readonly period: Period; readonly days: Days }): VNode {
  const bars = barsOf(period, days);
  const most = Math.max(1, ...bars.map(({ milliWattHours }) => milliWattHours ?? 0));
  return (
    <svg class="spark" viewBox="0 0 240 48" preserveAspectRatio="none" aria-hidden="true">
      {bars.map(({ key, milliWattHours }, index) => {
        const height = ((milliWattHours ?? 0) / most) * 46;
        return (
          <rect key={key} x={index * 20 + 3} y={48 - height} width="14" height={height} rx="2" />
        );
      })}
    </svg>
  );
}

function StandbyCard(props: RollingProps): VNode | null {
  const { words, formats } = useVoice();
  const present = daysPresent(daysIn(props.rolling), props.days);
  const baseLoad = baseLoadOf(present);
  if (baseLoad === undefined || props.meter.flow === 'production') return null;
  const tariff = chosen(props);
  const cents = tariff && yearlyCentsOf(baseLoad.watts, tariff, present.at(-1)?.day ?? '');
  return (
    <section class="card">
      <h3>{words.home.baseLoad}</h3>
      {cents === undefined ? (
        <p class="big">{formats.power(baseLoad.watts)}</p>
      ) : (
        <p class="big">{words.home.perYear(formats.money(cents))}</p>
      )}
      <p>{words.home.baseLoadText(formats.power(baseLoad.watts))}</p>
    </section>
  );
}
