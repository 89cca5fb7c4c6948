import type { VNode } from 'preact';
import type { Bar } from '../core/bars.ts';
import { csvOf } from '../core/csv.ts';
import { nameOfBar } from './bar-words.ts';
import { handOver } from './hand-over.ts';
import { Icon } from './icon.tsx';
import { useVoice } from './voice.ts';

interface FiguresTableProps {
  readonly bars: readonly Bar[];
  /** The exact sum of the period's readings. */
  readonly milliWattHours: number;
  readonly caption: string;
  readonly fileName: string;
  readonly open: boolean;
  readonly onToggle: (open: boolean) => void;
}

/** The same numbers as the picture, one key away, and as a file. */
export function FiguresTable(props: FiguresTableProps): VNode {
  const { words } = useVoice();
  return (
    <details
      id="figures"
      open={props.open}
      onToggle={(event) => props.onToggle(event.currentTarget.open)}
    >
      <summary>{words.electricity.table}</summary>
      {props.open && <Table {...props} />}
      <button
        class="button quiet"
        type="button"
        onClick={() =>
          handOver(props.fileName, new Blob([csvOf(props.bars)], { type: 'text/csv' }))
        }
      >
        <Icon name="download" /> {words.electricity.csv}
      </button>
    </details>
  );
}

function Table({ bars, milliWattHours, caption }: FiguresTableProps): VNode {
  const voice = useVoice();
  const { words, formats } = voice;
  const { columns, quality, missing } = words.electricity;
  const energy = (value: number | undefined) =>
    value === undefined ? '–' : formats.wattHours(value);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section class="table-frame" tabIndex={0} aria-label={caption}>
      <table class="figures">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{columns.when}</th>
            <th scope="col">{columns.energy}</th>
            <th scope="col">{columns.earlier}</th>
            <th scope="col">{columns.quality}</th>
          </tr>
        </thead>
        <tbody>
          {bars.map((bar) => (
            <tr key={bar.key} data-watt-hours={exact(bar.milliWattHours)}>
              <th scope="row">{nameOfBar(bar, voice)}</th>
              <td>{energy(bar.milliWattHours)}</td>
              <td>{energy(bar.earlierMilliWattHours)}</td>
              <td>{bar.milliWattHours === undefined ? missing : quality[bar.quality]}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr data-watt-hours={exact(milliWattHours)}>
            <th scope="row">{columns.total}</th>
            <td>{energy(milliWattHours)}</td>
            <td />
            <td />
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

function exact(milliWattHours: number | undefined): number | undefined {
  return milliWattHours === undefined ? undefined : milliWattHours / 1_000;
}
