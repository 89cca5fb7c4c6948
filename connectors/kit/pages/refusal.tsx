import type { VNode } from 'preact';
import type { Trouble } from '../words.ts';
import { Layout, type PageContext } from './layout.tsx';

/** What happened, what it means, what to do, and one way on. */
export function RefusalPage({
  context,
  trouble,
  way,
  reference,
}: {
  readonly context: PageContext;
  readonly trouble: Trouble;
  readonly way: { readonly href: string; readonly label: string };
  /** Found again in the log; present when the fault is ours. */
  readonly reference?: string;
}): VNode {
  const { words } = context;
  return (
    <Layout context={context} title={words.refusal.title}>
      <h1>{trouble.happened}</h1>
      <p class="lede">{trouble.means}</p>
      <p>{trouble.toDo}</p>
      <p>
        <a class="button" href={way.href}>
          {way.label}
        </a>
      </p>
      {reference === undefined ? null : (
        <p class="hint">
          {words.refusal.reference} : {reference}
        </p>
      )}
    </Layout>
  );
}
