import type { Quad } from 'n3';
import { Problem } from '../http/problem.ts';
import { acl, foafAgent, rdfType } from './acl-terms.ts';
import { APPEND, CONTROL, type Modes, READ, WRITE } from './modes.ts';
import { anybodyControls, NO_RULES, type Rules } from './rules.ts';

/** One ACL document, compiled: what it says of its own subject, and of what lies below. */
export interface AclRules {
  /** From `acl:accessTo`: for the resource that the document belongs to. */
  readonly subject: Rules;
  /** From `acl:default`: for everything below that container that has no ACL document of its own. */
  readonly below: Rules;
}

export const NO_ACL_RULES: AclRules = { subject: NO_RULES, below: NO_RULES };

/** Unknown modes are passed over without an error, as Consumers must (WAC 1.0.0, §7.2). */
const modeOf: Readonly<Record<string, Modes>> = {
  [acl.Read]: READ,
  [acl.Append]: APPEND,
  [acl.Write]: WRITE,
  [acl.Control]: CONTROL,
};

type Properties = Map<string, string[]>;

/**
 * Compiles the conforming Authorizations of a document (WAC 1.0.0, §5.2: a type, a target, a mode and a subject); anything else
 * in it is passed over. Only the default graph counts.
 */
export function compileAcl(quads: readonly Quad[], subjectUrl: string): AclRules {
  const subject = new RulesBuilder();
  const below = new RulesBuilder();
  for (const properties of authorizationsOf(quads)) {
    const names = (predicate: string) =>
      (properties.get(predicate) ?? []).some((iri) => isSameResource(iri, subjectUrl));
    if (names(acl.accessTo)) subject.add(properties);
    if (names(acl.default)) below.add(properties);
  }
  return { subject: subject.rules(), below: below.rules() };
}

/**
 * Refuses an ACL document under which nobody could ever change the rules again: Problem 422 'acl-without-rules' when no
 * Authorization of it names its subject, 'acl-without-control' when none of those gives Control. WAC 1.0.0, §4.2.1 (Note "Loss of
 * Control Mitigation") wishes it for every resource; for the root it is a MUST (§3.2), 'acl-root-without-control'.
 * Unknown modes and targets elsewhere are no reason to refuse: §7.2 forbids an error for the former, and §5.3 gives the latter
 * "no effect on the outcome".
 */
export function refuseUselessAcl(args: {
  readonly quads: readonly Quad[];
  readonly aclUrl: string;
  readonly subjectUrl: string;
  readonly isRoot: boolean;
}): void {
  const { quads, aclUrl, subjectUrl, isRoot } = args;
  const rules = compileAcl(quads, subjectUrl);
  if (anybodyControls(rules.subject)) return;
  const values = { acl: aclUrl, subject: subjectUrl };
  if (isRoot) throw new Problem(422, 'acl-root-without-control', values);
  if (rules.subject === NO_RULES) throw new Problem(422, 'acl-without-rules', values);
  throw new Problem(422, 'acl-without-control', values);
}

function authorizationsOf(quads: readonly Quad[]): Properties[] {
  const bySubject = new Map<string, Properties>();
  for (const { subject, predicate, object, graph } of quads) {
    if (graph.termType !== 'DefaultGraph' || object.termType !== 'NamedNode') continue;
    const key = `${subject.termType} ${subject.value}`;
    const properties: Properties = bySubject.get(key) ?? new Map();
    bySubject.set(key, properties);
    const values = properties.get(predicate.value);
    if (values === undefined) properties.set(predicate.value, [object.value]);
    else values.push(object.value);
  }
  return [...bySubject.values()].filter((properties) =>
    properties.get(rdfType)?.includes(acl.Authorization),
  );
}

/** Whether an address in an ACL document means this resource, however its percent-encoding is spelled. */
function isSameResource(iri: string, url: string): boolean {
  if (iri === url) return true;
  if (!URL.canParse(iri)) return false;
  const { origin, pathname, search, hash, username, password } = new URL(iri);
  const canonical = new URL(url);
  if (search !== '' || hash !== '' || username !== '' || password !== '') return false;
  return origin === canonical.origin && decoded(pathname) === decoded(canonical.pathname);
}

/** An encoded slash stays encoded: it separates nothing. */
function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname.replace(/%2f/gi, '%252F')).normalize('NFC');
  } catch {
    return pathname;
  }
}

class RulesBuilder {
  #public: Modes = 0;
  #authenticated: Modes = 0;
  #originModes: Modes = 0;
  #added = false;
  readonly #agents = new Map<string, Modes>();
  readonly #groups = new Map<string, Modes>();
  readonly #origins = new Map<string, Modes>();

  public add(authorization: Properties): void {
    const modes = (authorization.get(acl.mode) ?? []).reduce(
      (sum, mode) => sum | (modeOf[mode] ?? 0),
      0,
    );
    if (modes === 0) return;
    this.#added = true;
    for (const agentClass of authorization.get(acl.agentClass) ?? []) {
      if (agentClass === foafAgent) this.#public |= modes;
      if (agentClass === acl.AuthenticatedAgent) this.#authenticated |= modes;
    }
    addAll(this.#agents, authorization.get(acl.agent), modes);
    addAll(this.#groups, authorization.get(acl.agentGroup), modes);
    const origins = (authorization.get(acl.origin) ?? []).map(originOf);
    addAll(this.#origins, origins, modes);
    if (origins.length > 0) this.#originModes |= modes;
  }

  public rules(): Rules {
    if (!this.#added) return NO_RULES;
    return {
      public: this.#public,
      authenticated: this.#authenticated,
      agents: this.#agents,
      groups: this.#groups,
      origins: this.#origins,
      originModes: this.#originModes,
    };
  }
}

function addAll(map: Map<string, Modes>, keys: readonly string[] | undefined, modes: Modes): void {
  for (const key of keys ?? []) map.set(key, (map.get(key) ?? 0) | modes);
}

/** `<https://app.example/>` in a rule means what a browser sends as `https://app.example`. */
function originOf(iri: string): string {
  if (!URL.canParse(iri)) return iri;
  const { origin } = new URL(iri);
  return origin === 'null' ? iri : origin;
}
