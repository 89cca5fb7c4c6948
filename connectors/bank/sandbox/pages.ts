import type { Request } from 'express';
import type { Fault } from './faults.ts';

const PAGE_LENGTH = 400;

export interface SandboxPage<Item> {
  readonly items: readonly Item[];
  readonly links: Readonly<Record<string, { readonly href: string }>>;
}

/** One page of a list, and the links to the others; what a fault makes of them. */
export function pageOf<Item>(
  request: Request,
  list: readonly Item[],
  fault: Fault,
): SandboxPage<Item> {
  const page = Number(request.query.page ?? 1);
  const pages = Math.max(1, Math.ceil(list.length / PAGE_LENGTH));
  const items = list.slice((page - 1) * PAGE_LENGTH, page * PAGE_LENGTH);
  const linkTo = (number: number): { readonly href: string } => {
    const query = new URLSearchParams({
      ...(request.query as Record<string, string>),
      page: String(number),
    });
    return { href: `${request.path}?${query}` };
  };
  const links = { self: { href: request.originalUrl }, first: linkTo(1), last: linkTo(pages) };
  if (fault === 'link-elsewhere') {
    return { items, links: { ...links, next: { href: 'https://ailleurs.exemple.invalid/v1' } } };
  }
  if (fault === 'link-back')
    return { items, links: { ...links, next: linkTo(page === 1 ? 2 : 1) } };
  if (fault === 'duplicates' && page === 1) {
    return { items: [...items, ...items.slice(0, 5)], links: nextTo(links, page, pages, linkTo) };
  }
  return { items, links: nextTo(links, page, pages, linkTo) };
}

function nextTo(
  links: SandboxPage<never>['links'],
  page: number,
  pages: number,
  linkTo: (number: number) => { readonly href: string },
): SandboxPage<never>['links'] {
  return page < pages ? { ...links, next: linkTo(page + 1) } : links;
}
