import type {
  AccountStore,
  IdentifierGenerator,
  PasswordStore,
  PodCreator,
  PodStore,
} from '@solid/community-server';
import { getLoggerFor, Initializer } from '@solid/community-server';
import { readSeedFile, type SeedAccount, type SeedPod } from './seed-file.ts';

interface SeedInitializerArgs {
  readonly accountStore: AccountStore;
  readonly passwordStore: PasswordStore;
  readonly podStore: PodStore;
  readonly podCreator: PodCreator;
  readonly identifierGenerator: IdentifierGenerator;
  readonly seedFile?: string;
}

/** Adds the accounts and pods of a seed file that are missing; what is there already stays as it is. */
export class SeedInitializer extends Initializer {
  readonly #logger = getLoggerFor('SeedInitializer');
  readonly #args: SeedInitializerArgs;

  public constructor(args: SeedInitializerArgs) {
    super();
    this.#args = args;
  }

  public override async handle(): Promise<void> {
    const { seedFile } = this.#args;
    if (seedFile === undefined) return;
    let added = 0;
    for (const account of await readSeedFile(seedFile)) added += await this.#add(account);
    this.#logger.info(`Seeded: ${added} accounts and pods were missing and have been added.`);
  }

  async #add({ email, password, pods }: SeedAccount): Promise<number> {
    const { passwordStore, podStore } = this.#args;
    const known = await passwordStore.findByEmail(email);
    const accountId = known?.accountId ?? (await this.#addAccount(email, password));
    const existing = new Set((await podStore.findPods(accountId)).map(({ baseUrl }) => baseUrl));
    let added = known === undefined ? 1 : 0;
    for (const pod of pods) {
      if (existing.has(this.#args.identifierGenerator.generate(pod.name).path)) continue;
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
    await this.#args.podCreator.handleSafe({ accountId, name, ...owner });
  }
}
