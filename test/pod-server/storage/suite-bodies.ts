import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { LargeBody, StagedBody } from '../../../pod-server/storage/storage.ts';
import type { Bench } from './bench.ts';
import { commit, done, get, newPod, put, refusal, remove, state } from './suite-kit.ts';

const LARGE = randomBytes(1_000_003);
const MAX = 10_000_000;

export function bodyFacts({ storage }: Bench): void {
  test('a large body is taken in, committed and given out again', async () => {
    const pod = await newPod(storage());

    const staged = await storage().stage(pieces(LARGE), MAX);
    expect(await putStaged(pod, '/film', staged)).toBe('done');

    const resource = await get(storage(), pod, '/film');
    expect(resource).toMatchObject({ size: LARGE.length, contentType: 'video/mp4' });
    const body = large(resource?.body);
    expect(body).toMatchObject({
      kind: 'large',
      size: LARGE.length,
      hash: createHash('sha256').update(LARGE).digest('hex'),
    });
    expect((await buffer(storage().openBody(body))).equals(LARGE)).toBe(true);
    expect((await state(storage(), pod)).bytesUsed).toBe(LARGE.length);
  });

  test('any part of a large body can be read', async () => {
    const pod = await newPod(storage());
    await putStaged(pod, '/film', await storage().stage(pieces(LARGE), MAX));
    const body = large((await get(storage(), pod, '/film'))?.body);
    const last = LARGE.length - 1;
    for (const [start, end] of [
      [0, 0],
      [0, last],
      [last, last],
      [262_143, 262_144],
      [262_144, 524_287],
      [100_000, 900_000],
      [last - 5, last],
    ] as const)
      expect(
        (await buffer(storage().openBody(body, { start, end }))).equals(
          LARGE.subarray(start, end + 1),
        ),
      ).toBe(true);
  });

  test('a staged body is seen by nobody until a commit names it', async () => {
    const pod = await newPod(storage());
    const staged = await storage().stage(pieces(LARGE), MAX);
    expect(await get(storage(), pod, '/film')).toBeUndefined();
    expect((await state(storage(), pod)).bytesUsed).toBe(0);
    await staged.discard();
  });

  test('a staged body can be committed after a lost race', async () => {
    const pod = await newPod(storage());
    const staged = await storage().stage(pieces(LARGE), MAX);
    const change = { kind: 'put', path: '/a', contentType: '', body: staged } as const;
    expect(await refusal(storage(), pod, [change], [{ path: '/a', version: 'x' }])).toBe('RACE /a');
    expect(await refusal(storage(), pod, [change])).toBe('done');
  });

  test('a discarded body cannot be committed', async () => {
    const pod = await newPod(storage());
    const staged = await storage().stage(pieces(LARGE), MAX);
    await staged.discard();
    await staged.discard();
    await expect(putStaged(pod, '/a', staged)).rejects.toMatchObject({ name: 'StorageError' });
    expect(await get(storage(), pod, '/a')).toBeUndefined();
  });

  test('two who discard a body at once do no harm', async () => {
    const pod = await newPod(storage());
    const staged = await storage().stage(pieces(LARGE), MAX);
    await Promise.all([staged.discard(), staged.discard()]);
    await expect(putStaged(pod, '/a', staged)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  test('to discard after the commit does no harm', async () => {
    const pod = await newPod(storage());
    const staged = await storage().stage(pieces(LARGE), MAX);
    await putStaged(pod, '/a', staged);
    await staged.discard();
    const body = large((await get(storage(), pod, '/a'))?.body);
    expect((await buffer(storage().openBody(body))).equals(LARGE)).toBe(true);
  });

  test('a body that grows past what is allowed is not kept', async () => {
    await expect(storage().stage(pieces(LARGE), LARGE.length - 1)).rejects.toMatchObject({
      code: 'TOO_LARGE',
    });
    await (await storage().stage(pieces(LARGE), LARGE.length)).discard();
  });

  test('a body that breaks off is forgotten', async () => {
    async function* broken() {
      yield LARGE.subarray(0, 500_000);
      throw new Error('connection lost');
    }
    await expect(storage().stage(broken(), MAX)).rejects.toThrow('connection lost');
  });

  test('the same bytes at two places live and die apart', async () => {
    const pod = await newPod(storage());
    await putStaged(pod, '/one', await storage().stage(pieces(LARGE), MAX));
    await putStaged(pod, '/two', await storage().stage(pieces(LARGE), MAX));
    await done(storage(), pod, remove('/one'));
    const body = large((await get(storage(), pod, '/two'))?.body);
    expect((await buffer(storage().openBody(body))).equals(LARGE)).toBe(true);
    expect((await state(storage(), pod)).bytesUsed).toBe(LARGE.length);
  });

  test('who read before a large body was replaced still gets the old one', async () => {
    const pod = await newPod(storage());
    await putStaged(pod, '/film', await storage().stage(pieces(LARGE), MAX));
    const body = large((await get(storage(), pod, '/film'))?.body);

    await done(storage(), pod, put('/film', 'short now'));

    expect((await buffer(storage().openBody(body))).equals(LARGE)).toBe(true);
    expect((await get(storage(), pod, '/film'))?.body.toString()).toBe('short now');
  });

  test('staged bodies of any small size are bodies too', async () => {
    const pod = await newPod(storage());
    for (const size of [0, 1, 70_000]) {
      await putStaged(pod, '/a', await storage().stage(pieces(LARGE.subarray(0, size)), MAX));
      const resource = await get(storage(), pod, '/a');
      expect(resource?.size).toBe(size);
      const body = resource?.body;
      const bytes = Buffer.isBuffer(body) ? body : await buffer(storage().openBody(large(body)));
      expect(bytes.equals(LARGE.subarray(0, size))).toBe(true);
    }
  });

  async function putStaged(pod: string, path: string, body: StagedBody): Promise<string> {
    return (await commit(storage(), pod, [{ kind: 'put', path, contentType: 'video/mp4', body }]))
      .kind;
  }
}

async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 65_000) yield bytes.subarray(at, at + 65_000);
}

function large(body: Buffer | LargeBody | undefined): LargeBody {
  if (body === undefined || Buffer.isBuffer(body)) throw new Error('not a large body');
  return body;
}
