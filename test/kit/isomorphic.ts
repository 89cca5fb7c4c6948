import type { Quad, Term } from 'n3';

/**
 * A text that is the same for two graphs that differ only in the labels of blank nodes: each node is named by what is said around
 * it, again and again, until the names tell all nodes apart that differ. (Only graphs of many like nodes that point to each other
 * in rings of different lengths fool it, and those are not made here.)
 */
export function canonical(quads: readonly Quad[]): string {
  let names = new Map<string, string>();
  for (let round = 0; round < 12; round++) names = renamed(quads, names);
  return [...new Set(quads.map((quad) => line(quad, names)))].sort().join('\n');
}

function line({ subject, predicate, object }: Quad, names: ReadonlyMap<string, string>): string {
  return `${nameOf(subject, names)} ${predicate.id} ${nameOf(object, names)}`;
}

function nameOf(term: Term, names: ReadonlyMap<string, string>): string {
  return term.termType === 'BlankNode' ? `_:${names.get(term.id) ?? ''}` : term.id;
}

function renamed(quads: readonly Quad[], names: ReadonlyMap<string, string>): Map<string, string> {
  const said = new Map<string, Set<string>>();
  const say = (term: Term, what: string) => {
    if (term.termType !== 'BlankNode') return;
    const all = said.get(term.id) ?? new Set();
    said.set(term.id, all.add(what));
  };
  for (const { subject, predicate, object } of quads) {
    const loop = subject.id === object.id ? 'self' : '';
    say(subject, `> ${predicate.id} ${loop || nameOf(object, names)}`);
    say(object, `< ${predicate.id} ${loop || nameOf(subject, names)}`);
  }
  return new Map([...said].map(([id, all]) => [id, digest([...all].sort().join('\n'))]));
}

function digest(text: string): string {
  let one = 0x811c9dc5;
  let two = 5381;
  for (let at = 0; at < text.length; at++) {
    one = Math.imul(one ^ text.charCodeAt(at), 0x01000193);
    two = Math.imul(two, 33) ^ text.charCodeAt(at);
  }
  return `${(one >>> 0).toString(36)}${(two >>> 0).toString(36)}`;
}
