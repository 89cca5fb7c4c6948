import { randomBytes } from 'node:crypto';
import type { CitizenSignInSettings, SignedInCitizen } from './citizen-sign-in.ts';
import type { Clock } from './clock.ts';
import { connectionDocument } from './connection-document.ts';
import type { Connector } from './contract.ts';
import { sayInSpace } from './drive.ts';
import { ConnectorError } from './errors.ts';
import { type ConnectionRecord, type Journal, recordOf } from './journal.ts';
import { type Log, markOf } from './log.ts';
import type { Outside } from './outside.ts';
import type { OwnIdentity } from './own-identity.ts';
import { givePlace, planPlace } from './pod-places.ts';
import type { Runner } from './runner.ts';
import type { Vault } from './vault.ts';

export interface FlowParts<Access, Checkpoint> {
  readonly connector: Connector<Access, Checkpoint>;
  readonly journal: Journal;
  readonly vault: Vault;
  readonly own: OwnIdentity;
  readonly runner: Runner;
  readonly clock: Clock;
  readonly log: Log;
  readonly outside: Outside;
  readonly signIn: CitizenSignInSettings;
}

const REVOKE_WORDS = 'The partner did not take the access back';
const SAY_MILLISECONDS_MAX = 10_000;
const STATE_BYTES = 24;

/** The one connection that a citizen can have here: which file, and what it says. */
export function connectionOf(
  {
    vault,
    connector,
    runner,
  }: Pick<FlowParts<unknown, unknown>, 'vault' | 'runner'> & {
    readonly connector: Pick<Connector<unknown, unknown>, 'manifest'>;
  },
  webId: string,
): { readonly id: string; readonly record: ConnectionRecord | undefined } {
  const id = vault.nameFor(`${connector.manifest.id} ${webId}`);
  return { id, record: runner.view(id) };
}

export function newConsentState(): string {
  return randomBytes(STATE_BYTES).toString('base64url');
}

/** Keeps what the partner gave. The place is known to be open only when nothing about it changed. */
export async function keepAccess<Access, Checkpoint>(
  parts: FlowParts<Access, Checkpoint>,
  who: { readonly webId: string; readonly provider: string; readonly storage: string },
  access: Access,
): Promise<ConnectionRecord> {
  const { connector, journal, vault, runner, clock } = parts;
  const { id, record: before } = connectionOf(parts, who.webId);
  await runner.halt(id);
  const place = planPlace(who.storage, {
    partner: connector.manifest.id,
    places: connector.places(access),
  });
  const same = before !== undefined && containersOf(before.place) === containersOf(place);
  const open = same && before.place.given && before.reason !== 'POD_ACCESS_REMOVED';
  const agreedUntil = connector.agreedUntil?.(access);
  const record: ConnectionRecord = {
    id,
    webId: who.webId,
    provider: who.provider,
    place: { ...place, given: open },
    state: 'syncing',
    since: clock.now().toISOString(),
    access: vault.seal(id, access),
    ...(agreedUntil === undefined ? {} : { agreedUntil }),
    // Another home begins anew; the same one goes on where it was.
    ...(same ? carriedOver(before) : {}),
  };
  await journal.save(open ? record : { ...record, state: 'needs-you', reason: 'PLACE_NOT_GIVEN' });
  return record;
}

const containersOf = ({ container, more = [] }: ConnectionRecord['place']): string =>
  [container, ...more.map((one) => one.container)].join(' ');

function carriedOver({
  checkpoint,
  coverage,
  lastCompleted,
}: ConnectionRecord): Partial<ConnectionRecord> {
  return {
    ...(checkpoint === undefined ? {} : { checkpoint }),
    ...(coverage === undefined ? {} : { coverage }),
    ...(lastCompleted === undefined ? {} : { lastCompleted }),
  };
}

/** Makes and opens the place with the citizen's own session, then lets the session go and the run begin. */
export async function openPlace<Access, Checkpoint>(
  parts: FlowParts<Access, Checkpoint>,
  citizen: SignedInCitizen,
  id: string,
): Promise<void> {
  const { connector, journal, own, runner, clock, log } = parts;
  await runner.halt(id);
  const { reason: _, ...going } = recordOf(journal, id);
  const started = { ...going, state: 'syncing', since: clock.now().toISOString() } as const;
  const names = { partner: connector.manifest.id, connector: await own.webId() };
  const place = await givePlace(citizen, started.place, connectionDocument(started, names));
  await journal.save({ ...started, place });
  log.info('place.given', { connection: markOf(id), partner: connector.manifest.id });
  void runner.start(id);
}

/** Forgets the partner's access, here and (where the partner has a way) there. What was laid stays. */
export async function disconnect<Access, Checkpoint>(
  parts: FlowParts<Access, Checkpoint>,
  id: string,
): Promise<void> {
  const { connector, journal, vault, runner, clock, log } = parts;
  await runner.halt(id);
  const { access } = recordOf(journal, id);
  if (access !== undefined && connector.access.revoke !== undefined) {
    await connector.access.revoke(vault.open(id, access) as Access).catch((cause: unknown) => {
      // What she asked of us happens all the same; the partner's own end comes with its own agreement.
      const { code } =
        cause instanceof ConnectorError ? cause : new ConnectorError('BROKEN', REVOKE_WORDS);
      log.warn('access.unrevoked', { connection: markOf(id), code });
    });
  }
  await journal.update(id, ({ access: _, reason: __, nextRun: ___, ...record }) => ({
    ...record,
    state: 'revoked',
    since: clock.now().toISOString(),
  }));
  log.info('connection.ended', { connection: markOf(id) });
  await sayInSpace(parts, id, AbortSignal.timeout(SAY_MILLISECONDS_MAX)).catch(() => {
    // Her space may be down or closed to us by now, which is as she wants it.
    log.warn('connection.unsaid', { connection: markOf(id) });
  });
}
