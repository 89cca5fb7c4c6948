import { useEffect, useRef, useState } from 'preact/hooks';
import { type Days, daysOf } from '../core/days.ts';
import { type Span, spanOf } from '../core/gaps.ts';
import type { Meter } from '../pod/household.ts';
import type { SignedIn } from '../pod/session.ts';

export interface Readings {
  readonly days: Days;
  readonly span: Span | undefined;
  /** When the newest document read last changed, where the server says so. */
  readonly changed: Date | undefined;
  readonly complete: boolean;
}

type Read = Omit<Readings, 'complete'> & { readonly key: string };

const nothing: Read = { days: new Map(), span: undefined, changed: undefined, key: '' };

/** Reads the months that a page asks for, each once, with the meter's first and last to know its span. */
export function useReadings(
  session: SignedIn,
  meter: Meter,
  wanted: readonly string[],
  onError: (error: unknown) => void,
): Readings {
  const [read, setRead] = useState<Read>(nothing);
  const kept = useRef({ meter, months: new Map(), changed: undefined as Date | undefined });
  const key = `${meter.container} ${meter.flow} ${meter.months.length} ${wanted.join(' ')}`;

  // The key stands for the meter and its months: a new list of the same names reads nothing.
  useEffect(() => {
    let stale = false;
    if (kept.current.meter !== meter)
      kept.current = { meter, months: new Map(), changed: undefined };
    const cache = kept.current;
    const needed = [...new Set([...wanted, ...ends(meter.months)])].filter(
      (month) => meter.months.includes(month) && !cache.months.has(month),
    );
    void (async () => {
      try {
        const { readMonths } = await import('../pod/reading.ts');
        const fresh = await readMonths(session.fetch, meter, needed);
        for (const month of fresh.months) cache.months.set(month.month, month);
        cache.changed = latest(cache.changed, fresh.changed);
        if (stale) return;
        const days = daysOf(cache.months.values());
        setRead({ days, span: spanOf(days), changed: cache.changed, key });
      } catch (error) {
        if (!stale) onError(error);
      }
    })();
    return () => {
      stale = true;
    };
  }, [key]);
  // What was read for another period would show a wrong sum, even if only for a moment.
  return { ...read, complete: read.key === key };
}

function ends(months: readonly string[]): readonly string[] {
  return [months[0], months.at(-1)].filter((month) => month !== undefined);
}

function latest(one: Date | undefined, other: Date | undefined): Date | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one > other ? one : other;
}
