import type { Storage } from '../storage.ts';

const PODS_PER_PAGE = 1_000;

/** The pods asked for, or all there are, page by page. */
export async function* allPods(
  storage: Storage,
  only: readonly string[] | undefined,
): AsyncGenerator<string> {
  if (only !== undefined) {
    yield* only;
    return;
  }
  let after: string | undefined;
  for (;;) {
    const page = { limit: PODS_PER_PAGE, ...(after !== undefined && { after }) };
    const pods = await storage.pods(page);
    yield* pods;
    after = pods.at(-1);
    if (pods.length < PODS_PER_PAGE) return;
  }
}
