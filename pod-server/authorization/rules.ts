/**
 * What one ACL document says about one resource, compiled so that deciding is a few look-ups and bit operations.
 * Modes inside a rule set are those stated: that Write entails Append is drawn at the very end (WAC 1.0.0, §5.3).
 */
import { APPEND, CONTROL, type Modes, WRITE } from './modes.ts';

export interface Rules {
  /** For `acl:agentClass foaf:Agent`. */
  readonly public: Modes;
  /** For `acl:agentClass acl:AuthenticatedAgent`. */
  readonly authenticated: Modes;
  readonly agents: ReadonlyMap<string, Modes>;
  readonly groups: ReadonlyMap<string, Modes>;
  readonly origins: ReadonlyMap<string, Modes>;
  /** The modes for which some rule names an origin. */
  readonly originModes: Modes;
}

const nobody: ReadonlyMap<string, Modes> = new Map();

/** Grants nothing to anybody: no ACL document, or one that cannot be read. */
export const NO_RULES: Rules = {
  public: 0,
  authenticated: 0,
  agents: nobody,
  groups: nobody,
  origins: nobody,
  originModes: 0,
};

/** What the rules state for a person, groups apart. */
export function statedModes(rules: Rules, agent: string | undefined): Modes {
  if (agent === undefined) return rules.public;
  return rules.public | rules.authenticated | (rules.agents.get(agent) ?? 0);
}

/**
 * Leaves out what the page that asks may not do (WAC 1.0.0, §5.3.2). With an `Origin` header, a mode that is not everybody's needs
 * a rule that names this origin. The Note "Trusted Origins" lets a server trust origins by itself: we trust every origin for a
 * mode as long as no rule in the document names one for it, since the token, bound to a key, already says which app is asking,
 * and a browser app could otherwise read no pod whose rules were written without origins, which is nearly all of them. Once a
 * rule names an origin for a mode, only the named ones get it.
 */
export function withinOrigin(rules: Rules, modes: Modes, origin: string | undefined): Modes {
  if (origin === undefined) return modes;
  const restricted = rules.originModes & ~rules.public;
  if ((modes & restricted) === 0) return modes;
  return modes & (~restricted | (rules.origins.get(origin) ?? 0));
}

/** Whoever may write may append (WAC 1.0.0, §5.3: a limitation of another mode). */
export function entailed(modes: Modes): Modes {
  return (modes & WRITE) === 0 ? modes : modes | APPEND;
}

/** Whether anybody at all may change these rules. */
export function anybodyControls(rules: Rules): boolean {
  const all = [
    rules.public,
    rules.authenticated,
    ...rules.agents.values(),
    ...rules.groups.values(),
  ];
  return all.some((modes) => (modes & CONTROL) !== 0);
}
