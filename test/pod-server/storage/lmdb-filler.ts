/** A process of its own that writes until there is no room, then reads, deletes and writes again, and tells how that went. */
import { openLmdbStorage } from '../../../pod-server/storage/lmdb/lmdb-storage.ts';
import { verifyStorage } from '../../../pod-server/storage/maintenance/verify.ts';
import { StorageError } from '../../../pod-server/storage/storage.ts';

const [folder = ''] = process.argv.slice(2);
const BODY = Buffer.alloc(20_000, 'x');
const ROUNDS_MAX = 1_000;

// No reserve: the disk itself must refuse.
const storage = await openLmdbStorage({ folder, reserveBytes: 0 });
await storage.createPod('ada', { owners: [], changes: [] });

const written: string[] = [];
let refusedAs = '';
for (let round = 0; round < ROUNDS_MAX && refusedAs === ''; round += 1)
  await Promise.all(
    ['a', 'b', 'c', 'd'].map(async (writer) => {
      const path = `/${writer}${round}`;
      if (await isPut(path)) written.push(path);
    }),
  );

const read = await storage.read('ada', written);
const readAgain = read?.resources.filter((resource) => resource?.size === BODY.length).length;
let deleted = 0;
for (const path of written.slice(0, 20)) {
  const changes = [{ kind: 'delete', path } as const];
  const outcome = await storage.commit('ada', { changes, preconditions: [] });
  if (outcome.kind === 'done') deleted += 1;
}
let writtenAfterwards = 0;
for (let at = 0; at < 5; at += 1) if (await isPut(`/again${at}`)) writtenAfterwards += 1;
const { findings } = await verifyStorage({ storage });
await storage.close();
const report = {
  written: written.length,
  refusedAs,
  readAgain,
  deleted,
  writtenAfterwards,
  findings,
};
process.stdout.write(JSON.stringify(report));

async function isPut(path: string): Promise<boolean> {
  try {
    const change = { kind: 'put', path, contentType: 'text/plain', body: BODY } as const;
    await storage.commit('ada', { changes: [change], preconditions: [] });
    return true;
  } catch (error) {
    refusedAs = error instanceof StorageError ? error.code : String(error);
    return false;
  }
}
