import type { KeyValues } from '../storage/storage.ts';
import { hashOf } from './key-value-space.ts';

const SPACE = 'account-index';
const PAGE = 100;
/** What is looked for mostly belongs to one account; what comes behind it belongs to others and would be read for nothing. */
const FIRST_PAGE = 4;
/** How long a claim that nothing stands behind yet is respected: its owner is about to write, or died. */
const CLAIM_MILLISECONDS = 60_000;

interface Place {
  readonly type: string;
  readonly key: string;
  readonly value: unknown;
}

interface Claim {
  readonly accountId: string;
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/**
 * Finds accounts by what their parts say. Each entry is a value of its own, named after the part that it points to, so that two
 * processes never write the same one. What an entry points to may be gone: whoever finds it looks.
 */
export class AccountIndex {
  readonly #keyValues: KeyValues;

  public constructor(keyValues: KeyValues) {
    this.#keyValues = keyValues;
  }

  public async add(place: Place, accountId: string, id: string): Promise<void> {
    await this.#keyValues.set(SPACE, `${prefixOf(place)}${id}`, accountId);
  }

  public async remove(place: Place, id: string): Promise<void> {
    await this.#keyValues.delete(SPACE, `${prefixOf(place)}${id}`);
  }

  /** Accounts, each once. */
  public async find(place: Place): Promise<readonly string[]> {
    const prefix = prefixOf(place);
    const accounts = new Set<string>();
    const claim = await this.#claimAt(place);
    if (claim !== undefined) accounts.add(claim.accountId);
    for (let after = prefix, limit = FIRST_PAGE; ; limit = PAGE) {
      const page = await this.#keyValues.list(SPACE, { after, limit });
      const ours = page.filter(({ key }) => key.startsWith(prefix));
      for (const { value } of ours) accounts.add(value);
      const last = ours.at(-1)?.key;
      if (last === undefined || ours.length < limit) return [...accounts];
      after = last;
    }
  }

  /** Takes a value for one part alone; false when another part has it, or is about to. */
  public async claim(
    place: Place,
    accountId: string,
    exists: (id: string) => Promise<boolean>,
    id: string,
  ): Promise<boolean> {
    const key = claimKey(place);
    const value = JSON.stringify({ accountId, id, since: Date.now() } satisfies Claim);
    if (await this.#keyValues.set(SPACE, key, value, { ifVersion: null })) return true;
    const found = await this.#keyValues.get(SPACE, key);
    if (found === undefined) return false;
    const rival = JSON.parse(found.value) as Claim;
    const pending = rival.since + CLAIM_MILLISECONDS > Date.now();
    if (pending || (await exists(rival.id))) return false;
    return this.#keyValues.set(SPACE, key, value, { ifVersion: found.version });
  }

  /** Gives a value up, if it is still this part's. */
  public async release(place: Place, id: string): Promise<void> {
    const claim = await this.#claimAt(place);
    if (claim?.id === id) await this.#keyValues.delete(SPACE, claimKey(place));
  }

  async #claimAt(place: Place): Promise<Claim | undefined> {
    const found = await this.#keyValues.get(SPACE, claimKey(place));
    return found === undefined ? undefined : (JSON.parse(found.value) as Claim);
  }
}

/** The value is hashed: it may be long, and it is nobody's business in a key. */
function prefixOf({ type, key, value }: Place): string {
  return `${type}/${key}/${hashOf(String(value))}/`;
}

function claimKey(place: Place): string {
  return `only/${prefixOf(place)}`;
}
