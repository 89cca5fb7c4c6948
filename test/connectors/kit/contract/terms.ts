import type { Clock } from '../../../../connectors/kit/clock.ts';
import type { Connector } from '../../../../connectors/kit/contract.ts';
import type { ConnectorErrorCode } from '../../../../connectors/kit/errors.ts';
import type { SandboxConfig } from '../../../../connectors/kit/sandbox/config.ts';
import type { WireFault } from '../../../../connectors/kit/sandbox/faults.ts';
import type { Sandbox } from '../../../../connectors/kit/sandbox/server.ts';

/** How a visit may end: everything is up to date, or the reason why it is not. */
export type Outcome = 'connected' | ConnectorErrorCode;

/** One outcome, or several where it depends on how far the visit had come. */
export type Expected = Outcome | readonly Outcome[];

/** What a connector is made of in a test: where it believes its partner, and the time. */
interface Surroundings {
  readonly address: string;
  readonly clock: Clock;
  readonly clockFactor: number;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUrl: string;
}

/** The documents of a space by path, without what the runner says about the connection. */
export type Documents = ReadonlyMap<string, string>;

/** Facts that not every partner's wire can be asked about. */
export type OptionalFact =
  | 'links'
  | 'repeated items'
  | 'reversed lists'
  | 'lists without their last'
  | 'empty lists'
  | 'mixed types'
  | 'revised values'
  | 'the clock changes, counted'
  | 'withdrawn consent';

/** All that the suite must know about one partner; see README.md beside this file. */
export interface PartnerContract<Access, Checkpoint, OwnFault extends string> {
  readonly partner: string;
  /** The instant at which the story stands; the partner's simulation stands there too. */
  readonly now: Date;
  /** Seconds of the partner's limits are divided by this; by default 10,000. */
  readonly clockFactor?: number;
  startSandbox(config: SandboxConfig): Promise<Sandbox>;
  connector(surroundings: Surroundings): Connector<Access, Checkpoint>;
  /** She agrees at the partner, on its page or by our form, and comes back with an access. */
  agree(connector: Connector<Access, Checkpoint>, address: string): Promise<Access>;
  /** The partner's own number of her: whom the fault switch of the simulation is for. */
  readonly customer: string;
  /** The words of the simulation's fault switch. */
  readonly faults: Readonly<Record<OwnFault | WireFault, string>>;
  /** How a visit ends in each fault that only this partner knows. */
  readonly outcomes: Readonly<Record<Exclude<OwnFault, WireFault>, Expected>>;
  /** What this partner means by a refusal without a word that it is known for. */
  readonly refusals: Readonly<Record<401 | 403 | 404, Expected>>;
  /** Calls whose answers hold her data. By default all that are about no token and no page of the partner's. */
  isData?(call: { readonly method: string; readonly path: string }): boolean;
  /** Makes values of her data others than they are, as before a correction. */
  revise?(answer: string): string;
  /** What must lie in the space the day after each clock change: throw or expect. */
  readonly clockChange?: Readonly<Record<'spring' | 'autumn', (documents: Documents) => void>>;
  /** Facts that cannot be asked of this partner, each with the reason. The suite fails when this list and the truth differ. */
  readonly notAsked: Readonly<Partial<Record<OptionalFact, string>>>;
}
