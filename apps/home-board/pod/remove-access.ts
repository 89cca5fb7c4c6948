import { universalAccess } from '@inrupt/solid-client';

const NOTHING = {
  read: false,
  append: false,
  write: false,
  controlRead: false,
  controlWrite: false,
} as const;

/**
 * Takes an agent's access to containers back, with the citizen's own hand and whatever access
 * control her server speaks (WAC or ACP). Throws when the server refuses.
 */
export async function removeAccess(
  fetch: typeof globalThis.fetch,
  agent: string,
  containers: readonly string[],
): Promise<void> {
  for (const container of containers) {
    const left = await universalAccess.setAgentAccess(container, agent, NOTHING, { fetch });
    if (left === null || left.read || left.write || left.append) {
      throw new Error('The server kept the access');
    }
  }
}
