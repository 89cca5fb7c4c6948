/** A commit that was refused, in the words of HTTP. */
import type { Target } from '../http/addresses.ts';
import { Problem } from '../http/problem.ts';
import { isContainer } from '../storage/paths.ts';
import type { CommitOutcome } from '../storage/storage.ts';
import { allowOf } from './headers.ts';
import { Race } from './visit.ts';

/** Always throws: Race where it helps to read again, else Problem. */
export function refuseOutcome(
  { reason }: Extract<CommitOutcome, { readonly kind: 'refused' }>,
  { path }: Target,
): never {
  switch (reason) {
    case 'RACE':
      throw new Race();
    case 'NO_POD':
      throw new Problem(404, 'no-such-space');
    case 'NOT_FOUND':
      throw new Problem(404, 'not-found');
    case 'NOT_EMPTY':
      throw new Problem(409, 'container-not-empty');
    case 'SLASH_TWIN':
      throw new Problem(409, 'slash-twin');
    case 'NOT_A_CONTAINER':
      throw new Problem(409, 'not-a-container');
    case 'NO_SUBJECT':
      // A container that was to be described is gone: it can be made anew.
      if (isContainer(path)) throw new Race();
      throw new Problem(409, 'auxiliary-without-subject');
    case 'ROOT':
      throw new Problem(405, 'root-stays', {}, { Allow: allowOf(path) });
    case 'QUOTA':
      throw new Problem(507, 'space-full');
  }
}
