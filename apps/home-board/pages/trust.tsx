import type { VNode } from 'preact';
import type { Days } from '../core/days.ts';
import { coverageOf, runsOf, type Span } from '../core/gaps.ts';
import { daysPresent, qualityShares } from '../core/totals.ts';
import type { Meter } from '../pod/household.ts';
import { useVoice } from './voice.ts';

const RUNS_SHOWN = 4;

interface TrustProps {
  /** The days of the period. */
  readonly names: readonly string[];
  readonly days: Days;
  readonly span: Span;
  readonly meter: Meter;
  readonly sourceName: string;
  readonly changed: Date | undefined;
}

/** What is missing and why, and where the rest comes from. */
export function Trust(props: TrustProps): VNode {
  return (
    <div class="cards">
      <CoverageCard {...props} />
      <ProvenanceCard {...props} />
    </div>
  );
}

function CoverageCard({ names, days, span }: TrustProps): VNode {
  const { words, formats } = useVoice();
  const coverage = coverageOf(names, days, span);
  const runs = runsOf(coverage.holes);
  const said = runs
    .slice(0, RUNS_SHOWN)
    .map(({ first, last }) =>
      first === last
        ? formats.dayShort(first)
        : `${formats.dayShort(first)} – ${formats.dayShort(last)}`,
    );
  if (runs.length > RUNS_SHOWN) said.push(words.electricity.andMore(runs.length - RUNS_SHOWN));
  return (
    <section class="card">
      <h2>{words.electricity.coverage}</h2>
      {runs.length === 0 ? (
        <p>{words.electricity.coverageFull}</p>
      ) : (
        <>
          <p>{words.electricity.coverageSome(formats.share(coverage.covered))}</p>
          <p>{words.electricity.coverageHoles(formats.list(said))}</p>
          <p class="hint">{words.electricity.coverageWhy}</p>
        </>
      )}
      {coverage.beginsBefore && (
        <p class="hint">{words.electricity.coverageBefore(formats.dayPlain(span.first))}</p>
      )}
      {coverage.endsAfter && (
        <p class="hint">{words.electricity.coverageAfter(formats.dayPlain(span.last))}</p>
      )}
    </section>
  );
}

function ProvenanceCard({ names, days, meter, sourceName, changed }: TrustProps): VNode {
  const { words, formats } = useVoice();
  const shares = qualityShares(daysPresent(names, days));
  const said = (['measured', 'estimated', 'corrected'] as const)
    .filter((quality) => shares[quality] > 0)
    .map((quality) => `${formats.tenth(shares[quality])} ${words.electricity.quality[quality]}`);
  return (
    <section class="card">
      <h2>{words.electricity.provenance}</h2>
      <p>{words.electricity.provenanceText(sourceName, meter.deliveryPointId)}</p>
      {changed && <p>{words.electricity.provenanceUpdated(formats.moment(changed))}</p>}
      <p class="hint">{words.electricity.provenanceMix(formats.list(said))}</p>
    </section>
  );
}
