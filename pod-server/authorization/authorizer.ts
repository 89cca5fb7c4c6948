import { LRUCache } from 'lru-cache';
import type { Addresses, Target } from '../http/addresses.ts';
import { Problem } from '../http/problem.ts';
import type { Rdf } from '../rdf/rdf.ts';
import {
  ACL_SUFFIX,
  ancestorsOf,
  isAcl,
  isAuxiliary,
  parentOf,
  subjectOf,
} from '../storage/paths.ts';
import type { PodState, Resource, Storage } from '../storage/storage.ts';
import { wholeBody } from '../storage/whole-body.ts';
import { type AclRules, compileAcl, NO_ACL_RULES } from './acl-document.ts';
import {
  APPEND,
  CONTROL,
  type Credentials,
  type Modes,
  type Permissions,
  READ,
  WRITE,
} from './modes.ts';
import { entailed, NO_RULES, type Rules, statedModes, withinOrigin } from './rules.ts';

/** How many resources' effective rules are remembered; each costs about 200 bytes. */
const EFFECTIVE_RULES_MAX = 100_000;
const ACL_DOCUMENTS_MAX = 10_000;
/** A larger ACL document is not read, and grants nothing until the owner repairs it. */
const ACL_BYTES_MAX = 1_048_576;
const EVERY_MODE = READ | APPEND | WRITE | CONTROL;
const ON_ACL = READ | APPEND | WRITE;

export interface Decision extends Permissions {
  /** Of the rules that decided: differs from that of the state handed in when they changed meanwhile. */
  readonly aclEpoch: number;
}

/** The ACL document of a resource itself, or that it has none, as somebody read it in one snapshot with the pod's state. */
export interface OwnAcl {
  readonly document: Resource | undefined;
}

/** The rules that govern one resource, valid for one epoch of its pod. */
interface Effective {
  readonly aclEpoch: number;
  readonly self: Rules;
  /** What resources below inherit; of no meaning for a document. */
  readonly below: Rules;
}

/** Web Access Control 1.0.0: which modes an agent has on a resource. The nearest ACL document decides alone; none merges (§5.1). */
export class Authorizer {
  readonly #storage: Storage;
  readonly #addresses: Addresses;
  readonly #rdf: Rdf;
  readonly #groups: (url: string) => Promise<readonly string[]>;
  readonly #effective = new LRUCache<string, Effective>({ max: EFFECTIVE_RULES_MAX });
  /** By pod, path and version: compiled once, whatever the epoch. */
  readonly #documents = new LRUCache<string, AclRules>({ max: ACL_DOCUMENTS_MAX });

  public constructor(args: {
    readonly storage: Storage;
    readonly addresses: Addresses;
    readonly rdf: Rdf;
    /** The members of a group; empty when it cannot be read. */
    readonly groups: (url: string) => Promise<readonly string[]>;
  }) {
    this.#storage = args.storage;
    this.#addresses = args.addresses;
    this.#rdf = args.rdf;
    this.#groups = args.groups;
  }

  /**
   * What the one who asks may do with the target, and what anybody may; the target need not exist. For an ACL document: Control of
   * its subject gives Read, Append and Write on it, and nothing else does (§5.3.1); for a description: what holds for its subject.
   * An owner of the pod always has Control, whatever the rules say (§4.2.1, Note "Loss of Control Mitigation").
   * The rules are those of `state.aclEpoch`, or newer ones when they changed meanwhile. A commit names the epoch as a precondition;
   * who gives out a document that was read by the older rules compares the decision's epoch and reads anew. Throws StorageError when the rules cannot be read.
   * A reader of many documents hands over `own`, if only to say that there is none: then nothing is looked up, and nothing remembered,
   * for each of them.
   */
  public async permissions(
    target: Target,
    state: PodState,
    credentials: Credentials,
    origin?: string,
    own?: OwnAcl,
  ): Promise<Decision> {
    const { pod, path } = target;
    const subject = isAuxiliary(path) ? subjectBelow(path) : path;
    const parent = own === undefined || own.document !== undefined ? undefined : parentOf(subject);
    const known = this.#fresh(pod, parent ?? subject, state.aclEpoch);
    const { self, below, aclEpoch } = known ?? (await this.#load(pod, subject, state));
    const rules = parent !== undefined && known !== undefined ? below : self;
    const { agent } = credentials;
    let stated = statedModes(rules, agent);
    if (agent !== undefined && rules.groups.size > 0 && (stated & EVERY_MODE) !== EVERY_MODE)
      stated |= await this.#groupModes(rules, agent, stated);
    let user = entailed(withinOrigin(rules, stated, origin));
    const everybody = entailed(rules.public);
    if (agent !== undefined && state.owners.includes(agent)) user |= CONTROL;
    return isAcl(path)
      ? { user: onAcl(user), public: onAcl(everybody), aclEpoch }
      : { user, public: everybody, aclEpoch };
  }

  /** Asks only for groups that would add a mode. A group that cannot be read has no members: access fails closed. */
  async #groupModes(rules: Rules, agent: string, known: Modes): Promise<Modes> {
    let modes = 0;
    for (const [group, granted] of rules.groups) {
      if ((granted & ~(known | modes)) === 0) continue;
      const members = await this.#groups(group);
      if (members.includes(agent)) modes |= granted;
    }
    return modes;
  }

  /**
   * One trip to the storage: the ACL documents from the resource up to the nearest container whose rules are known for this epoch.
   * What is found for the containers on the way is remembered too, so that a sibling costs one look at its own ACL.
   */
  async #load(pod: string, path: string, state: PodState): Promise<Effective> {
    const chain = [path];
    let known: Effective | undefined;
    for (const container of ancestorsOf(path)) {
      known = this.#fresh(pod, container, state.aclEpoch);
      if (known !== undefined) break;
      chain.push(container);
    }
    const read = await this.#storage.read(
      pod,
      chain.map((at) => at + ACL_SUFFIX),
    );
    if (read === undefined) return { aclEpoch: state.aclEpoch, self: NO_RULES, below: NO_RULES };
    const { aclEpoch } = read.state;
    if (known !== undefined && aclEpoch !== state.aclEpoch)
      return this.#load(pod, path, read.state);
    let inherited = known?.below ?? NO_RULES;
    let effective: Effective = { aclEpoch, self: NO_RULES, below: NO_RULES };
    for (let depth = chain.length - 1; depth >= 0; depth -= 1) {
      const at = chain[depth] ?? path;
      const document = read.resources[depth];
      const own = document && (await this.#compiled(pod, at, document));
      effective = { aclEpoch, self: own?.subject ?? inherited, below: own?.below ?? inherited };
      this.#effective.set(pod + at, effective);
      inherited = effective.below;
    }
    return effective;
  }

  #fresh(pod: string, path: string, aclEpoch: number): Effective | undefined {
    const effective = this.#effective.get(pod + path);
    return effective?.aclEpoch === aclEpoch ? effective : undefined;
  }

  async #compiled(pod: string, subject: string, document: Resource): Promise<AclRules> {
    const key = `${pod}${document.path} ${document.version}`;
    const known = this.#documents.get(key);
    if (known !== undefined) return known;
    const body = await wholeBody(this.#storage, document, ACL_BYTES_MAX);
    const rules =
      body === undefined ? NO_ACL_RULES : await this.#parsed(pod, subject, document, body);
    this.#documents.set(key, rules);
    return rules;
  }

  /** A document that is no RDF grants nothing: only the owner can pass, and repair it. */
  async #parsed(pod: string, subject: string, document: Resource, body: Buffer): Promise<AclRules> {
    const aclUrl = this.#addresses.urlOf(pod, document.path);
    try {
      const { quads } = await this.#rdf.parse(body, document.contentType, aclUrl);
      return compileAcl(quads, this.#addresses.urlOf(pod, subject));
    } catch (error) {
      if (error instanceof Problem && error.status < 500) return NO_ACL_RULES;
      throw error;
    }
  }
}

/** Of an ACL of a description, too: such a thing is refused when written, and must not open a way around its rules. */
function subjectBelow(path: string): string {
  let subject = path;
  while (isAuxiliary(subject)) subject = subjectOf(subject);
  return subject;
}

function onAcl(modes: Modes): Modes {
  return (modes & CONTROL) === 0 ? 0 : ON_ACL;
}
