import {
  createContainerAt,
  getResourceAcl,
  getSolidDatasetWithAcl,
  hasAccessibleAcl,
  hasResourceAcl,
  saveAclFor,
  setAgentDefaultAccess,
  universalAccess,
} from '@inrupt/solid-client';
import { type Connection, connection } from '../../shapes/connection/connection.ts';
import { send } from '../../shapes/kit/pod.ts';
import { PodError, Shelf } from '../../shapes/kit/shelf.ts';
import { registerContainer, storageOf } from '../../shapes/kit/type-index.ts';
import { validate } from '../../shapes/kit/validate.ts';
import type { SignedInCitizen } from './citizen-sign-in.ts';
import type { Place } from './contract.ts';
import { ConnectorError } from './errors.ts';
import type { PlaceRecord } from './journal.ts';
import type { Outside } from './outside.ts';

/** Read and write, and no word in who else may: the citizen keeps control. */
const CONNECTOR_MODES = { read: true, append: true, write: true } as const;

/** Where her data will lie in a storage; nothing is made yet. */
export function planPlace(
  storage: string,
  { partner, places }: { readonly partner: string; readonly places: readonly [Place, ...Place[]] },
): PlaceRecord {
  const [first, ...more] = places.map(({ container, classes }) => ({
    container: new URL(container, storage).href,
    classes,
  })) as [Place, ...Place[]];
  return {
    storage,
    ...first,
    ...(more.length === 0 ? {} : { more }),
    connectionContainer: new URL(`connections/${partner}/`, storage).href,
    given: false,
  };
}

/** The storage that her profile names; an address that must not be called is refused here, before any token goes there. */
export async function findStorage(citizen: SignedInCitizen, outside: Outside): Promise<string> {
  const storage = await storageOf(citizen.fetch, citizen.webId).catch((cause: unknown) => {
    throw new ConnectorError('SPACE_NOT_FOUND', 'The profile leads to no storage', { cause });
  });
  return (await outside.allow(storage)).href;
}

/**
 * With the citizen's own session, once: makes the containers, opens exactly these to the connector,
 * says in her type index what they hold, and lays the first connection document. Doing it twice changes nothing.
 */
export async function givePlace(
  citizen: SignedInCitizen,
  place: PlaceRecord,
  document: Connection,
): Promise<PlaceRecord> {
  const { fetch } = citizen;
  try {
    const said = { container: place.connectionContainer, classes: [connection.forClass] };
    for (const { container, classes } of [place, ...(place.more ?? []), said]) {
      await makeContainer(container, fetch);
      await openTo(document.connector, container, fetch);
      for (const forClass of classes)
        await registerContainer(fetch, citizen.webId, forClass, container);
    }
    const shelf = new Shelf({
      fetch,
      container: place.connectionContainer,
      shape: connection,
      validate,
    });
    await shelf.put(document);
    return { ...place, given: true };
  } catch (cause) {
    if (citizen.isOver() || (cause instanceof PodError && cause.status === 401)) {
      throw new ConnectorError('SIGN_IN_EXPIRED', 'The sign-in ended before the place was made', {
        cause,
      });
    }
    if (cause instanceof ConnectorError) throw cause;
    throw new ConnectorError('PLACE_NOT_GIVEN', 'The place could not be made in the space', {
      cause,
    });
  }
}

async function makeContainer(url: string, asCitizen: typeof fetch): Promise<void> {
  const there = await send(asCitizen, url, { method: 'HEAD' }, [404]);
  if (there.ok) return;
  // Solid servers make the containers on the way as well (Solid Protocol, §5.3).
  await createContainerAt(url, { fetch: asCitizen });
}

/**
 * By an access control list, in which the default that reaches what the container will hold is a rule of
 * its own (WAC, §4.2). A server that decides by policies keeps no such list: there the place is refused in words.
 */
async function openTo(agent: string, container: string, asOwner: typeof fetch): Promise<void> {
  const options = { fetch: asOwner };
  const given = await universalAccess.setAgentAccess(container, agent, CONNECTOR_MODES, options);
  const opened = await getSolidDatasetWithAcl(container, options);
  const ready = hasResourceAcl(opened) && hasAccessibleAcl(opened);
  if (given?.read !== true || given.write !== true || !ready) {
    throw new ConnectorError('PLACE_NOT_GIVEN', 'The space did not take the access right');
  }
  const modes = { ...CONNECTOR_MODES, control: false };
  await saveAclFor(opened, setAgentDefaultAccess(getResourceAcl(opened), agent, modes), options);
}
