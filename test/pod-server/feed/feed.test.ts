import { afterEach, beforeEach, expect, test } from 'vitest';
import { Feed } from '../../../pod-server/feed/feed.ts';
import type { FeedEntry, Storage } from '../../../pod-server/storage/storage.ts';
import { turtle } from '../../kit/engine.ts';
import type { OwnStorage } from '../../kit/storage-under-test.ts';
import { podOfAnna, write } from './notifying-process.ts';

let storage: Storage;
let remove: OwnStorage['remove'];
let feed: Feed;
const ending = new AbortController();

beforeEach(async () => {
  ({ storage, remove } = await podOfAnna());
  feed = new Feed({ storage });
});

afterEach(async () => {
  feed.close();
  await remove();
});

/** The next entries after a position, as many as are wanted. */
async function take(from: Feed, after: number, count: number): Promise<readonly FeedEntry[]> {
  const entries: FeedEntry[] = [];
  for await (const entry of from.follow('anna', after, ending.signal)) {
    entries.push(entry);
    if (entries.length === count) break;
  }
  return entries;
}

async function sequence(): Promise<number> {
  return (await storage.read('anna', []))?.state.sequence ?? 0;
}

test('everything is told in order and once, to all who follow, however many write', async () => {
  const from = await sequence();
  const paths = Array.from({ length: 300 }, (_, number) => `/box/n${number}`);
  const followers = [take(feed, from, 602), take(feed, from, 602), take(feed, 0, 602 + from)];
  await write(storage, { kind: 'make', path: '/box/' });
  await Promise.all(paths.map((path) => write(storage, turtle(path, '<#a> <#b> "c".'))));

  const [first, second, third] = await Promise.all(followers);

  expect(first?.map((entry) => entry.sequence)).toEqual(
    Array.from({ length: 602 }, (_, number) => from + 1 + number),
  );
  expect(second).toEqual(first);
  expect(third?.slice(from)).toEqual(first);
  const created = first?.filter(({ kind, path }) => kind === 'Create' && path !== '/box/');
  expect(new Set(created?.map(({ path }) => path))).toEqual(new Set(paths));
});

test('what no hint told of is found all the same', async () => {
  const deaf = new Feed({ storage: { ...bound(storage), onHint: () => () => undefined } });
  const from = await sequence();
  const following = take(deaf, from, 1);
  await write(storage, turtle('/note', '<#a> <#b> "c".'));

  const [entry] = await following;

  expect(entry?.sequence).toBe(from + 1);
  deaf.close();
});

test('whoever follows no longer is let go', async () => {
  const leaving = new AbortController();
  const left = (async () => {
    for await (const _ of feed.follow('anna', await sequence(), leaving.signal));
    return 'left';
  })();
  leaving.abort();

  expect(await left).toBe('left');
});

/** The same storage, as an object whose parts can be replaced. */
function bound(whole: Storage): Storage {
  return {
    keyValues: whole.keyValues,
    read: whole.read.bind(whole),
    feed: whole.feed.bind(whole),
  } as Storage;
}
