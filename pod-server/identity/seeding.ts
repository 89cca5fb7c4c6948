import type { AccountStore, PasswordStore, PodStore } from '@solid/community-server';
import { getLoggerFor } from '@solid/community-server';
import { readSeedFile, type SeedAccount, type SeedPod } from './seed-file.ts';
import type { SpaceCreator } from './space-creator.ts';

/** Hashing uses every core; more accounts at once would only wait. */
const ACCOUNTS_AT_ONCE = 8;

interface SeedingArgs {
  readonly accountStore: AccountStore;
  readonly passwordStore: PasswordStore;
  readonly podStore: PodStore;
  readonly spaces: SpaceCreator;
}

/** Adds the accounts and pods of a seed file that are missing; what is there already stays as it is. */
export class Seeding {
  readonly #logger = getLoggerFor('Seeding');
  readonly #args: SeedingArgs;

  public constructor(args: SeedingArgs) {
    this.#args = args;
  }

  public async sow(seedFile: string): Promise<void> {
    const accounts = await readSeedFile(seedFile);
    let added = 0;
    for (let at = 0; at < accounts.length; at += ACCOUNTS_AT_ONCE) {
      const batch = accounts.slice(at, at + ACCOUNTS_AT_ONCE);
      const counts = await Promise.all(batch.map((account) => this.#add(account)));
      added += counts.reduce((sum, count) => sum + count, 0);
    }
    this.#logger.info(`Seeded: ${added} accounts and pods were missing and have been added.`);
  }

  async #add({ email, password, pods }: SeedAccount): Promise<number> {
    const { passwordStore, podStore } = this.#args;
    const known = await passwordStore.findByEmail(email);
    const accountId = known?.accountId ?? (await this.#addAccount(email, password));
    const existing = new Set((await podStore.findPods(accountId)).map(({ baseUrl }) => baseUrl));
    let added = known === undefined ? 1 : 0;
    for (const pod of pods) {
      const address = this.#args.spaces.addressOf(pod.name);
      if (
        address !== undefined &&
        existing.has(address) &&
        (await this.#args.spaces.isTaken(pod.name))
      )
        continue;
      await this.#addPod(accountId, pod);
      added += 1;
    }
    return added;
  }

  async #addAccount(email: string, password: string): Promise<string> {
    const { accountStore, passwordStore } = this.#args;
    const accountId = await accountStore.create();
    await passwordStore.confirmVerification(await passwordStore.create(email, accountId, password));
    return accountId;
  }

  async #addPod(accountId: string, { name, webId }: SeedPod): Promise<void> {
    const owner = webId === undefined ? {} : { webId, settings: { webId } };
    await this.#args.spaces.handleSafe({ accountId, name, ...owner });
  }
}
