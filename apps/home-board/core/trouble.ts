import { ShapeError } from '../../../shapes/kit/shape.ts';
import { PodError } from '../../../shapes/kit/shelf.ts';
import { TurtleError } from '../../../shapes/kit/turtle.ts';

/** What a citizen is told when something fails: who must move, never a code. */
export type Trouble = 'refused' | 'ended' | 'down' | 'homeless' | 'unreadable';

export function troubleFrom(error: unknown): Trouble {
  if (error instanceof ShapeError || error instanceof TurtleError) return 'unreadable';
  if (!(error instanceof PodError)) return 'down';
  if (error.status === 401) return 'ended';
  if (error.status === 403) return 'refused';
  if (error.status === 404) return 'homeless';
  return 'down';
}
