import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Bar, isMissing } from '../core/bars.ts';
import type { Span } from '../core/gaps.ts';
import { type Scale, scaleFor } from '../core/scale.ts';
import { hrefOfBar, sentenceOfBar, shortNameOfBar } from './bar-words.ts';
import type { MeterPlace } from './route.ts';
import { useVoice } from './voice.ts';

// A canvas library such as uPlot draws faster, but what it draws cannot be focused, read aloud or
// printed sharply. At most 50 bars need none.

interface BarPictureProps {
  readonly bars: readonly Bar[];
  readonly label: string;
  readonly meter: MeterPlace;
  /** Where the meter has readings: what lies outside is not missing. */
  readonly span: Span;
  readonly onTable: () => void;
}

const HEIGHT = 260;
const MARGIN = { top: 26, right: 4, bottom: 28, left: 46 };
const WIDTH_BEFORE_MEASURE = 640;
/** Room that a label under a bar needs, in pixels. */
const LABEL_WIDTH = 38;

export function BarPicture({ bars, label, meter, span, onTable }: BarPictureProps): VNode {
  const voice = useVoice();
  const [frame, width] = useWidth();
  const [active, setActive] = useState<number | undefined>(undefined);
  const scale = scaleFor(Math.max(0, ...bars.flatMap(energies)));
  const plot = plotOf(width, bars.length, scale);
  const shown = active === undefined ? undefined : bars[active];

  function move(event: KeyboardEvent): void {
    if (event.key === 't' || event.key === 'T') onTable();
    const target = targetOf(event.key, active ?? 0, bars.length);
    if (target === undefined) return;
    event.preventDefault();
    frame.current?.querySelectorAll<SVGElement>('.bar')[target]?.focus();
  }

  return (
    <figure class="picture" ref={frame}>
      <p class="readout" aria-hidden="true">
        {shown === undefined ? voice.words.electricity.touch : sentenceOfBar(shown, voice)}
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: there is no HTML element for a group of shapes. */}
      <svg
        width={width}
        height={HEIGHT}
        viewBox={`0 0 ${width} ${HEIGHT}`}
        role="group"
        aria-label={`${label}. ${voice.words.electricity.keys}`}
        onKeyDown={move}
        onPointerLeave={() => setActive(undefined)}
      >
        <Patterns />
        <Axis scale={scale} plot={plot} />
        {bars.map((bar, index) => (
          <OneBar
            key={bar.key}
            bar={bar}
            plot={plot}
            index={index}
            href={hrefOfBar(bar, meter)}
            missing={isMissing(bar, span)}
            reachable={index === (active ?? 0)}
            onActive={setActive}
          />
        ))}
        <BarLabels bars={bars} plot={plot} />
      </svg>
    </figure>
  );
}

interface Plot {
  readonly width: number;
  readonly bottom: number;
  readonly band: number;
  readonly top: number;
  heightOf(milliWattHours: number): number;
  xOf(index: number, share: number): number;
}

function plotOf(width: number, count: number, { ticks, perUnit }: Scale): Plot {
  const band = (width - MARGIN.left - MARGIN.right) / count;
  const bottom = HEIGHT - MARGIN.bottom;
  const most = (ticks.at(-1) ?? 1) * perUnit;
  return {
    width,
    bottom,
    band,
    top: MARGIN.top,
    heightOf: (milliWattHours) => (milliWattHours / most) * (bottom - MARGIN.top),
    xOf: (index, share) => MARGIN.left + band * index + (band * (1 - share)) / 2,
  };
}

interface OneBarProps {
  readonly bar: Bar;
  readonly plot: Plot;
  readonly index: number;
  readonly href: string | undefined;
  readonly missing: boolean;
  readonly reachable: boolean;
  readonly onActive: (index: number) => void;
}

function OneBar({ bar, plot, index, href, missing, reachable, onActive }: OneBarProps): VNode {
  const voice = useVoice();
  const attributes = {
    class: `bar ${bar.quality}`,
    tabIndex: reachable ? 0 : -1,
    'aria-label': sentenceOfBar(bar, voice),
    onFocus: () => onActive(index),
    onPointerEnter: () => onActive(index),
  };
  const shapes = <BarShapes bar={bar} plot={plot} index={index} missing={missing} />;
  if (href !== undefined) {
    return (
      <a href={href} {...attributes}>
        {shapes}
      </a>
    );
  }
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a half-hour is a picture that opens nothing.
    <g role="img" {...attributes}>
      {shapes}
    </g>
  );
}

type BarShapesProps = Pick<OneBarProps, 'bar' | 'plot' | 'index' | 'missing'>;

function BarShapes({ bar, plot, index, missing }: BarShapesProps): VNode {
  const { band, bottom, top } = plot;
  const earlier = plot.heightOf(bar.earlierMilliWattHours ?? 0);
  const now = plot.heightOf(bar.milliWattHours ?? 0);
  const estimated = plot.heightOf(bar.estimatedMilliWattHours);
  const wide = { x: plot.xOf(index, 0.84), width: band * 0.84 };
  const slim = { x: plot.xOf(index, 0.5), width: band * 0.5 };
  const radius = Math.min(3, band / 6);
  const middle = plot.xOf(index, 0);
  return (
    <>
      <rect class="target" x={plot.xOf(index, 1)} y={top} width={band} height={bottom - top} />
      {earlier > 0 && (
        <rect class="earlier" {...wide} y={bottom - earlier} height={earlier} rx={radius} />
      )}
      {missing && <rect class="missing" {...wide} y={top} height={bottom - top} />}
      {now > 0 && <rect class="now" {...slim} y={bottom - now} height={now} rx={radius} />}
      {estimated > 0 && (
        <rect class="estimated" {...slim} y={bottom - now} height={estimated} rx={radius} />
      )}
      {bar.quality === 'corrected' && (
        <circle class="corrected" cx={middle} cy={bottom - now - 7} r="3" />
      )}
    </>
  );
}

function Axis({ scale, plot }: { readonly scale: Scale; readonly plot: Plot }): VNode {
  const { formats } = useVoice();
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a <g> cannot be focused; each bar says its own name and value.
    <g class="axis" aria-hidden="true">
      {scale.ticks.map((tick) => {
        const y = plot.bottom - plot.heightOf(tick * scale.perUnit);
        return (
          <g key={tick}>
            <line x1={MARGIN.left} x2={plot.width - MARGIN.right} y1={y} y2={y} />
            <text x={MARGIN.left - 8} y={y + 4} text-anchor="end">
              {formats.axis(tick)}
            </text>
          </g>
        );
      })}
      <text x={0} y={12}>
        {scale.unit}
      </text>
    </g>
  );
}

function BarLabels({ bars, plot }: { readonly bars: readonly Bar[]; readonly plot: Plot }): VNode {
  const voice = useVoice();
  const every = stepFor(bars, plot.band);
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a <g> cannot be focused; each bar says its own name and value.
    <g class="axis" aria-hidden="true">
      {bars.map((bar, index) =>
        index % every === 0 ? (
          <text key={bar.key} x={plot.xOf(index, 0)} y={HEIGHT - 8} text-anchor="middle">
            {shortNameOfBar(bar, voice)}
          </text>
        ) : null,
      )}
    </g>
  );
}

/** Hatching and lightness say what a colour alone must not. */
function Patterns(): VNode {
  return (
    <defs>
      <pattern id="hatched" width="6" height="6" patternUnits="userSpaceOnUse">
        <path d="M-1 7 7 -1M-1 1 1 -1M5 7 7 5" class="hatch" />
      </pattern>
      <pattern id="striped" width="5" height="5" patternUnits="userSpaceOnUse">
        <rect width="5" height="5" class="stripe-ground" />
        <path d="M0 1.25H5" class="stripe" />
      </pattern>
    </defs>
  );
}

function useWidth() {
  const frame = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(WIDTH_BEFORE_MEASURE);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(Math.floor(element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [frame, width] as const;
}

function targetOf(key: string, index: number, count: number): number | undefined {
  if (key === 'ArrowRight') return Math.min(index + 1, count - 1);
  if (key === 'ArrowLeft') return Math.max(index - 1, 0);
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : undefined;
}

/** Half-hours are named every few hours, days every few days, so that names never touch. */
function stepFor(bars: readonly Bar[], band: number): number {
  const steps = bars[0]?.kind === 'slot' ? [6, 8, 12] : [1, 2, 3, 5, 7];
  return steps.find((step) => step * band >= LABEL_WIDTH) ?? 12;
}

function energies(bar: Bar): readonly number[] {
  return [bar.milliWattHours, bar.earlierMilliWattHours].filter((value) => value !== undefined);
}
