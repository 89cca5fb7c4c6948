/** The access modes of Web Access Control 1.0.0, §4.2, as bits of one number, so that sets of them cost nothing. */
export const READ = 1;
export const APPEND = 2;
export const WRITE = 4;
export const CONTROL = 8;

/** A set of modes: the sum of its bits. Whoever may write may append: WRITE is always stored together with APPEND. */
export type Modes = number;

/** As WAC-Allow lists them. */
export const MODE_NAMES: readonly (readonly [Modes, string])[] = [
  [READ, 'read'],
  [APPEND, 'append'],
  [WRITE, 'write'],
  [CONTROL, 'control'],
];

/** Who asks, once the token was believed; all undefined: anybody. */
export interface Credentials {
  /** The person's WebID. */
  readonly agent?: string;
  /** The app, by its client identifier. */
  readonly client?: string;
  readonly issuer?: string;
}

/** What the one who asks may do with one resource, and what anybody may. */
export interface Permissions {
  readonly user: Modes;
  readonly public: Modes;
}
