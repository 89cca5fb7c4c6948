import { BasePodStore } from '@solid/community-server';
import type { Addresses } from '../http/addresses.ts';
import type { Storage } from '../storage/storage.ts';

interface OwnedPodStoreArgs {
  readonly accountStorage: ConstructorParameters<typeof BasePodStore>[0];
  readonly storage: Storage;
  readonly addresses: Addresses;
}

/** Who owns a pod is written in its account and, for whoever decides about access, in the pod's own state. */
export class OwnedPodStore extends BasePodStore {
  readonly #args: OwnedPodStoreArgs;

  public constructor(args: OwnedPodStoreArgs) {
    super(args.accountStorage, {
      createPod: async () => {
        throw new Error('A pod is made by the space creator.');
      },
    });
    this.#args = args;
  }

  public override async updateOwner(id: string, webId: string, visible: boolean): Promise<void> {
    await super.updateOwner(id, webId, visible);
    await this.#tellStorage(id);
  }

  public override async removeOwner(id: string, webId: string): Promise<void> {
    await super.removeOwner(id, webId);
    await this.#tellStorage(id);
  }

  async #tellStorage(id: string): Promise<void> {
    const pod = await this.get(id);
    const target = pod === undefined ? undefined : this.#args.addresses.targetOfUrl(pod.baseUrl);
    if (target === undefined) return;
    const owners = (await this.getOwners(id)) ?? [];
    await this.#args.storage.changePod(target.pod, { owners: owners.map(({ webId }) => webId) });
  }
}
