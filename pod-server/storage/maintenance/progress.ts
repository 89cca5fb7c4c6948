/** What long work on a storage tells while it goes on. */
export interface Progress {
  readonly pods: number;
  readonly resources: number;
  readonly bytes: number;
}

/** Called now and then, and once at the end. */
export type OnProgress = (progress: Progress) => void;

/** How many resources pass between two calls. */
const RESOURCES_PER_CALL = 1_000;

/** Counts, and tells now and then. */
export class Counter {
  #pods = 0;
  #resources = 0;
  #bytes = 0;
  readonly #onProgress: OnProgress | undefined;

  public constructor(onProgress: OnProgress | undefined) {
    this.#onProgress = onProgress;
  }

  public get progress(): Progress {
    return { pods: this.#pods, resources: this.#resources, bytes: this.#bytes };
  }

  public addResource(bytes: number): void {
    this.#resources += 1;
    this.#bytes += bytes;
    if (this.#resources % RESOURCES_PER_CALL === 0) this.#onProgress?.(this.progress);
  }

  public addPod(): void {
    this.#pods += 1;
    this.#onProgress?.(this.progress);
  }
}
