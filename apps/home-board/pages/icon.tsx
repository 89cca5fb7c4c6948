import type { VNode } from 'preact';

/** An icon of the city's sprite; the word beside it says what it means. */
export function Icon({ name }: { readonly name: string }): VNode {
  return (
    <svg class="icon" aria-hidden="true" focusable="false">
      <use href={`/look/icons.svg#${name}`} />
    </svg>
  );
}
