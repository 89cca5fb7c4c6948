import type { ConnectionState } from '../../../shapes/connection/connection.ts';

/** What a page says about a source; the states are those of its connection document. */
export type SourceState = ConnectionState;

/** How a state is coloured; its word is always beside it. */
export function toneOf(state: SourceState): 'good' | 'warm' | 'wrong' | 'busy' {
  switch (state) {
    case 'connected':
      return 'good';
    case 'syncing':
    case 'waiting-for-partner':
      return 'busy';
    case 'needs-you':
    case 'paused':
      return 'warm';
    case 'partner-down':
    case 'revoked':
      return 'wrong';
  }
}
