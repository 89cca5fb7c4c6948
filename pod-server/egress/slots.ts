/** How many requests may be under way at once, to one host and in all; those beyond wait a little, or are refused. */
const PER_HOST_MAX = 6;
const IN_ALL_MAX = 200;
const WAITING_PER_HOST_MAX = 50;

interface Host {
  active: number;
  readonly waiting: (() => void)[];
}

export class Slots {
  readonly #hosts = new Map<string, Host>();
  #active = 0;

  /**
   * Resolves with how to give the slot back; undefined at once when too many wait, or when the signal comes before the turn does.
   */
  public async take(host: string, signal: AbortSignal): Promise<(() => void) | undefined> {
    if (this.#active >= IN_ALL_MAX) return undefined;
    const slots = this.#hosts.get(host) ?? { active: 0, waiting: [] };
    this.#hosts.set(host, slots);
    const give = () => this.#give(host, slots);
    if (slots.active >= PER_HOST_MAX) return (await this.#turn(slots, signal)) ? give : undefined;
    slots.active += 1;
    this.#active += 1;
    return give;
  }

  #turn(slots: Host, signal: AbortSignal): Promise<boolean> {
    if (slots.waiting.length >= WAITING_PER_HOST_MAX) return Promise.resolve(false);
    return new Promise((resolve) => {
      const called = () => {
        signal.removeEventListener('abort', givenUp);
        resolve(true);
      };
      const givenUp = () => {
        slots.waiting.splice(slots.waiting.indexOf(called), 1);
        resolve(false);
      };
      slots.waiting.push(called);
      signal.addEventListener('abort', givenUp, { once: true });
    });
  }

  /** The slot goes straight to who waits longest, so that nobody slips in between. */
  #give(host: string, slots: Host): void {
    const next = slots.waiting.shift();
    if (next !== undefined) {
      next();
      return;
    }
    slots.active -= 1;
    this.#active -= 1;
    if (slots.active === 0) this.#hosts.delete(host);
  }
}
