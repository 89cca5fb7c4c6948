type Optional<T> = {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};
type Required<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] };

/** An object without its undefined keys: what a document does not say, the thing does not have. */
export function present<T extends object>(thing: T): Required<T> & Optional<T> {
  return Object.fromEntries(
    Object.entries(thing).filter(([, value]) => value !== undefined),
  ) as Required<T> & Optional<T>;
}
