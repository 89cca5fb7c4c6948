import type { ConnectionState } from '../../shapes/connection/connection.ts';
import type { ConnectorErrorCode } from './errors.ts';

export type Language = 'fr' | 'en';

/** The one thing that a citizen can do about a trouble. */
export type Remedy = 'renew' | 'retry' | 'open' | 'sign-in' | 'start-over';

/** What happened, what it means for her, what to do: in that order (design of the interface, "Voice"). */
export interface Trouble {
  readonly happened: string;
  readonly means: string;
  readonly toDo: string;
}

interface Names {
  readonly partner: string;
  readonly city: string;
}

interface AgreeWords {
  readonly title: (partner: string) => string;
  readonly lede: (partner: string) => string;
  readonly steps: (partner: string) => readonly string[];
  readonly button: (partner: string) => string;
}

/** All that a page of a connector says, once per language: a key that one language lacks does not compile. */
export interface Messages {
  readonly skip: string;
  readonly otherLanguage: string;
  readonly home: {
    readonly brings: string;
    readonly conditions: string;
    readonly purpose: string;
    readonly legalBasis: string;
    readonly dataProtection: (partner: string) => string;
    readonly howToStop: string;
    readonly chooseProvider: string;
    readonly thisCity: (city: string) => string;
    readonly otherProvider: string;
    readonly address: string;
    readonly addressHint: string;
    readonly signIn: string;
    readonly signInHint: (partner: string) => string;
  };
  readonly agree: {
    /** She agrees on a page of the partner's. */
    readonly there: AgreeWords;
    /** She writes here what the partner asks for. */
    readonly here: AgreeWords;
    readonly identity: string;
    readonly signOut: string;
  };
  readonly connection: {
    readonly states: Readonly<Record<ConnectionState, string>>;
    readonly sentences: Readonly<Record<ConnectionState, (names: Names) => string>>;
    readonly progress: (done: number, total: number) => string;
    readonly preparing: string;
    readonly covered: (firstDay: string, lastDay: string) => string;
    readonly nothingYet: string;
    readonly nextRun: (when: string) => string;
    readonly lastCompleted: (when: string) => string;
    readonly since: (when: string) => string;
    readonly arrives: string;
    readonly look: (app: string) => string;
    readonly stop: string;
    readonly resume: string;
    readonly run: string;
    readonly refresh: string;
    readonly disconnect: {
      readonly title: (partner: string) => string;
      readonly gone: (partner: string) => string;
      readonly stays: string;
      readonly button: (partner: string) => string;
    };
    readonly whereItLies: string;
  };
  readonly remedies: Readonly<Record<Remedy, (partner: string) => string>>;
  readonly troubles: Readonly<Record<ConnectorErrorCode, (names: Names) => Trouble>>;
  readonly refusal: { readonly title: string; readonly back: string; readonly reference: string };
  readonly notFound: Trouble;
}
