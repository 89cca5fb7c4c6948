/** A process of its own that writes to a pod until it is killed, four writers at a time. */
import { openLmdbStorage } from '../../../pod-server/storage/lmdb/lmdb-storage.ts';

const [folder = '', name = ''] = process.argv.slice(2);
const storage = await openLmdbStorage({ folder });

async function write(path: string): Promise<void> {
  for (let count = 1; ; count += 1) {
    const content = `${count}`;
    await storage.commit('ada', {
      changes: [{ kind: 'put', path, contentType: 'text/plain', body: Buffer.from(content) }],
      preconditions: [],
    });
    process.send?.([path, content]);
  }
}

await Promise.all(['a', 'b', 'c', 'd'].map((writer) => write(`/${name}/${writer}`)));
