import type { Shape } from '../../shapes/kit/shape.ts';
import type { Clock } from './clock.ts';

/** A sentence or a label, written in both languages. */
export interface Words {
  readonly fr: string;
  readonly en: string;
}

/** What a citizen, an operator and a reviewer may know about a connector before it runs. */
export interface Manifest {
  /** Also the name of its folder in a space: `/connections/<id>/`. */
  readonly id: string;
  readonly version: string;
  readonly title: Words;
  readonly description: Words;
  readonly partner: {
    readonly name: string;
    readonly website: string;
    readonly dataProtectionContact: string;
  };
  readonly legalBasis: Words;
  readonly purpose: Words;
  readonly dataSets: readonly {
    readonly forClass: string;
    readonly label: Words;
    readonly history: Words;
  }[];
  /** How a citizen lets us in: on a page of the partner's, or by what she writes on a page of ours. */
  readonly accessMode: 'consent-redirect' | 'form';
  readonly schedule: {
    readonly everyHours: number;
    /** Local hours of the day between which a run may start: the partner publishes before, and rests after. */
    readonly window: { readonly fromHour: number; readonly toHour: number };
    readonly jitterMinutes: number;
  };
  readonly rateLimit: { readonly callsPerSecond: number; readonly callsPerHour: number };
  /** The only hosts that the connector's client may call. */
  readonly hosts: readonly string[];
  readonly historyMonths: number;
  /** How far back a run reads again, because the partner corrects what it published. */
  readonly correctionDays: number;
  readonly level: 'bronze' | 'silver' | 'gold' | 'platinum';
}

/** How a citizen's agreement at the partner becomes an access that the vault can seal. */
export type PartnerAccess<Access> = (ConsentPage<Access> | AccessForm<Access>) & {
  /** Gives the access back at the partner, where the partner has a way to do so. */
  revoke?(access: Access): Promise<void>;
};

/** She agrees on a page of the partner's. */
export interface ConsentPage<Access> {
  /** The partner's consent page; `state` comes back with the citizen and is at most 100 characters long. */
  consentUrl(state: string): URL | Promise<URL>;
  /** Reads the partner's answer in the callback's query. Throws a ConnectorError when there is no access. */
  accept(callback: URLSearchParams): Promise<Access>;
}

/** She writes on our page what the partner asks for. */
export interface AccessForm<Access> {
  readonly fields: readonly AccessField[];
  /** The values by field name, each as its pattern wants it. Throws a ConnectorError when there is no access. */
  submit(values: Readonly<Record<string, string>>): Promise<Access>;
}

export interface AccessField {
  readonly name: string;
  readonly label: Words;
  readonly hint?: Words;
  readonly type: 'text' | 'email' | 'password';
  /** What browsers may fill in (HTML, §4.10.18.7). */
  readonly autocomplete: string;
  /** The whole value; also the browser's. */
  readonly pattern: RegExp;
}

/** One step of a run. A checkpoint says: everything yielded before me need not be asked for again. */
export type Pulled<Checkpoint, Access = never> =
  | LaidDocument
  | LaidFile
  | { readonly kind: 'checkpoint'; readonly checkpoint: Checkpoint }
  /** The partner gave another access in place of the one that the run began with: it is sealed at once. */
  | { readonly kind: 'access'; readonly access: Access }
  | {
      readonly kind: 'progress';
      readonly done: number;
      readonly total: number;
      readonly unit: 'day';
    }
  /** Local days, both included, that the space now covers. */
  | { readonly kind: 'coverage'; readonly firstDay: string; readonly lastDay: string };

/** A file as the partner gives it, such as a bill. One that lies there already stays as it is. */
export interface LaidFile {
  readonly kind: 'file';
  /** One of the connector's containers, relative to the storage. */
  readonly container: string;
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** A document to lay, with the type of its thing forgotten: shape, thing and merge belong together. */
export interface LaidDocument {
  readonly kind: 'document';
  /** One of the connector's containers, relative to the storage; by default its first. */
  readonly container?: string;
  readonly shape: Shape<unknown>;
  readonly thing: unknown;
  readonly merge?: (stored: unknown, fresh: unknown) => unknown;
}

/**
 * A document for the runner to lay; `merge` joins it with what the space already holds.
 * @example yield document(meterMonth, month, mergeMonths)
 */
export function document<T>(
  shape: Shape<T>,
  thing: T,
  merge?: (stored: T | undefined, fresh: T) => T,
): LaidDocument {
  if (merge === undefined) return { kind: 'document', shape, thing };
  const forgetful = (stored: unknown, fresh: unknown): unknown =>
    merge(stored as T | undefined, fresh as T);
  return { kind: 'document', shape, thing, merge: forgetful };
}

/**
 * The same in another container than the connector's first.
 * @example yield inContainer('documents/eau/', document(bill, lastBill))
 */
export function inContainer(container: string, laid: LaidDocument): LaidDocument {
  return { ...laid, container };
}

/** What a run is given. The runner decides when it starts, stops and is tried again. */
export interface Run<Access, Checkpoint> {
  readonly access: Access;
  readonly checkpoint: Checkpoint;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** A partner, as the kit drives it. */
export interface Connector<Access, Checkpoint> {
  readonly manifest: Manifest;
  readonly access: PartnerAccess<Access>;
  /** Where this access's documents lie and what they are; apps are told of the first container as the place of the data. */
  places(access: Access): readonly [Place, ...Place[]];
  /** The last day until which the partner lets us read, as a local date, when it is known. */
  agreedUntil?(access: Access): string | undefined;
  readonly checkpoint: { readonly first: Checkpoint; parse(stored: unknown): Checkpoint };
  pull(run: Run<Access, Checkpoint>): AsyncIterable<Pulled<Checkpoint, Access>>;
}

/** A container that the connector may write to, relative to the storage and ending in a slash, and the classes of what lies in it. */
export interface Place {
  readonly container: string;
  readonly classes: readonly string[];
}
