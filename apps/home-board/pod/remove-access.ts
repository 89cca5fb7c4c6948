import {
  getResourceAcl,
  getSolidDatasetWithAcl,
  hasResourceAcl,
  saveAclFor,
  setAgentDefaultAccess,
  setAgentResourceAccess,
  universalAccess,
} from '@inrupt/solid-client';

const NO_ACCESS = { read: false, append: false, write: false, control: false } as const;

/**
 * Takes an agent's access to containers back, with the citizen's own hand and whatever access
 * control her server speaks. Throws when the server refuses.
 */
export async function removeAccess(
  fetch: typeof globalThis.fetch,
  agent: string,
  containers: readonly string[],
): Promise<void> {
  for (const container of containers) {
    if (await removeByAccessList(fetch, agent, container)) continue;
    const left = await universalAccess.setAgentAccess(
      container,
      agent,
      { read: false, append: false, write: false },
      { fetch },
    );
    if (left === null || left.read || left.write || left.append) {
      throw new Error('The server kept the access');
    }
  }
}

/**
 * Web Access Control, §4.2: a container's list also rules what lies below it (acl:default), which
 * the library's universal call leaves as it was. False when the server keeps no such list.
 */
async function removeByAccessList(
  fetch: typeof globalThis.fetch,
  agent: string,
  container: string,
): Promise<boolean> {
  const dataset = await getSolidDatasetWithAcl(container, { fetch });
  if (!hasResourceAcl(dataset)) return false;
  const here = setAgentResourceAccess(getResourceAcl(dataset), agent, NO_ACCESS);
  await saveAclFor(dataset, setAgentDefaultAccess(here, agent, NO_ACCESS), { fetch });
  return true;
}
