import { expect } from 'vitest';
import { aftermathOf } from '../../../../connectors/kit/aftermath.ts';
import { ConnectorError, isConnectorErrorCode } from '../../../../connectors/kit/errors.ts';
import type { WireFault } from '../../../kit/wire-proxy.ts';
import type { ClaimedDocument } from './rewired.ts';
import { type ContractStage, dataIn, type Visit, type World } from './stage.ts';
import type { Documents, Expected, OptionalFact, Outcome, PartnerContract } from './terms.ts';

/** A partner under test, after a first visit that met no trouble. */
export interface Asked<Access, Checkpoint> {
  readonly contract: PartnerContract<Access, Checkpoint, string>;
  readonly stage: ContractStage<Access, Checkpoint>;
  /** She has agreed, and nothing lies in the space yet. */
  readonly agreed: World;
  /** After the first visit. */
  readonly done: World;
  readonly first: Visit;
  readonly claimed: readonly ClaimedDocument[];
  readonly files: readonly string[];
  /** Calls for her data that a visit makes which reads everything. */
  readonly dataCalls: number;
  /** And one of every day, which has read it all before. */
  readonly laterCalls: number;
  /** Every different world that the first visit went through. */
  readonly worlds: readonly World[];
  readonly notAsked: Set<OptionalFact>;
}

/** Given when the tests run, and not yet when they are declared. */
export type Asking<Access, Checkpoint> = () => Asked<Access, Checkpoint>;

export const whole = ({ done }: { readonly done: World }): Documents => dataIn(done.documents);

/** As after the first visit, with the checkpoint lost: everything is read again over what lies there. */
export function forgetful({ done }: { readonly done: World }): World {
  const { checkpoint: _, ...record } = done.record;
  return { ...done, record };
}

const usuallyData = /oauth|token|authori[sz]e|login|signin|sandbox|consent/i;

export const isDataOf =
  ({ isData }: Pick<PartnerContract<never, never, string>, 'isData'>) =>
  (call: { readonly method: string; readonly path: string }): boolean =>
    isData?.(call) ?? !usuallyData.test(call.path);

export function spoilData<A, C>(
  { contract, stage }: Pick<Asked<A, C>, 'contract' | 'stage'>,
  fault: WireFault,
  spoiling: { readonly after?: number; readonly times?: number } = {},
): void {
  stage.proxy.spoil(fault, { ...spoiling, concerns: isDataOf(contract) });
}

/** Whether the visit ended in one of these ways, and says so everywhere alike. */
export function expectOutcome<A, C>(
  { stage }: Pick<Asked<A, C>, 'stage'>,
  visit: Visit,
  expected: Expected,
): void {
  const { record, failures } = visit;
  const outcome = outcomeOf(visit);
  expect([expected].flat()).toContain(outcome);
  expect(stage.said()).toMatchObject({
    state: record.state,
    ...(outcome === 'connected' ? {} : { reason: outcome }),
  });
  if (outcome === 'connected') return;
  const { state, again, accessEnds = false } = aftermathOf[outcome];
  const { mover } = new ConnectorError(outcome, 'For its mover.');
  expect(failures.at(-1)).toEqual({ code: outcome, mover });
  expect({ state: record.state, kept: record.access !== undefined }).toEqual({
    state,
    kept: !accessEnds,
  });
  expect(record.nextRun === undefined).toBe(again === 'when asked');
}

function outcomeOf({ record: { state, reason } }: Visit): Outcome {
  if (reason === undefined && state === 'connected') return 'connected';
  if (isConnectorErrorCode(reason)) return reason;
  throw new Error(`The visit ended as "${state}" and gave no reason.`);
}

/** The trouble is over: the next visit ends with the same space, byte for byte. */
export async function expectMended<A, C>(asked: Asked<A, C>): Promise<void> {
  const { stage } = asked;
  stage.proxy.mend();
  await stage.setFault('none');
  if (stage.world().record.access === undefined) await stage.agreeAgain();
  const visit = await stage.visit();
  expectOutcome(asked, visit, 'connected');
  expectSame(stage.documents(), whole(asked));
}

/** Names first: a list of them says more than two spaces full of text. */
export function expectSame(found: Documents, expected: Documents): void {
  const differing = [...new Set([...found.keys(), ...expected.keys()])].filter(
    (path) => found.get(path) !== expected.get(path),
  );
  expect(differing).toEqual([]);
}
