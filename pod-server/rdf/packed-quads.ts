import { DataFactory, type Quad, type Term, termFromId } from 'n3';

/** Quads of the default graph in a form that crosses threads cheaply: each term once, and where it stands. */
export interface PackedQuads {
  readonly terms: readonly string[];
  /** Subject, predicate, object of each quad, as places in `terms`; one list for each list that was packed. */
  readonly lists: readonly Uint32Array[];
}

export function packQuads(...lists: readonly (readonly Quad[])[]): PackedQuads {
  const terms: string[] = [];
  const places = new Map<string, number>();
  const placeOf = ({ id }: Term): number => {
    let place = places.get(id);
    if (place === undefined) {
      place = terms.push(id) - 1;
      places.set(id, place);
    }
    return place;
  };
  const packed = lists.map((quads) => {
    const list = new Uint32Array(quads.length * 3);
    let at = 0;
    for (const { subject, predicate, object } of quads) {
      list[at++] = placeOf(subject);
      list[at++] = placeOf(predicate);
      list[at++] = placeOf(object);
    }
    return list;
  });
  return { terms, lists: packed };
}

/** Unpacks a list when it is first asked for: most who convert or patch never look at the quads. */
export class UnpackedQuads {
  readonly #packed: PackedQuads;
  readonly #terms: (Term | undefined)[] = [];
  readonly #lists: (readonly Quad[] | undefined)[] = [];

  public constructor(packed: PackedQuads) {
    this.#packed = packed;
  }

  public list(number: number): readonly Quad[] {
    this.#lists[number] ??= this.#unpack(this.#packed.lists[number] ?? new Uint32Array());
    return this.#lists[number];
  }

  #unpack(places: Uint32Array): Quad[] {
    const quads: Quad[] = [];
    for (let at = 0; at < places.length; at += 3) {
      quads.push(
        DataFactory.quad(
          this.#term(places[at]) as never,
          this.#term(places[at + 1]) as never,
          this.#term(places[at + 2]) as never,
        ),
      );
    }
    return quads;
  }

  #term(place = 0): Term {
    this.#terms[place] ??= termFromId(this.#packed.terms[place] ?? '') as Term;
    return this.#terms[place];
  }
}
