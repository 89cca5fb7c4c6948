import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Lease } from '../../../pod-server/feed/lease.ts';
import { ServerKeys } from '../../../pod-server/identity/server-keys.ts';
import type { Storage } from '../../../pod-server/storage/storage.ts';
import { closed, turtle } from '../../kit/engine.ts';
import type { OwnStorage } from '../../kit/storage-under-test.ts';
import {
  type NotifyingProcess,
  podOfAnna,
  Receiver,
  root,
  startProcess,
  write,
} from './notifying-process.ts';

const WEBHOOK = 'WebhookChannel2023';
const note = (text: string) => turtle('/note', `<#a> <#b> "${text}".`);

let storage: Storage;
let remove: OwnStorage['remove'];
let process: NotifyingProcess;
let receiver: Receiver;

beforeEach(async () => {
  ({ storage, remove } = await podOfAnna());
  process = await startProcess(storage);
  receiver = new Receiver();
  await receiver.start();
});

afterEach(async () => {
  await process.close();
  await receiver.stop();
  await remove();
});

describe('a webhook', () => {
  test('whose receiver was gone is told all when it is back', async () => {
    await process.subscribe(WEBHOOK, { topic: `${root}note`, sendTo: receiver.url });
    await write(storage, note('one'));
    await receiver.take(1);
    await receiver.stop();
    await write(storage, note('two'), turtle('/other', ''));
    await write(storage, { kind: 'delete', path: '/note' });
    await receiver.start();

    const told = await receiver.take(3);

    expect(told.map(({ type }) => type)).toEqual(['Create', 'Update', 'Delete']);
  });

  test('is served by another process when the first one stops', async () => {
    await process.subscribe(WEBHOOK, { topic: `${root}note`, sendTo: receiver.url });
    await write(storage, note('one'));
    await receiver.take(1);
    await process.close();
    await write(storage, note('two'));
    process = await startProcess(storage);

    const told = await receiver.take(2);

    expect(told.map(({ type }) => type)).toEqual(['Create', 'Update']);
  });

  test('is told once although two processes could', async () => {
    await using other = await startProcess(storage);
    await other.subscribe(WEBHOOK, { topic: `${root}note`, sendTo: receiver.url });
    for (let number = 0; number < 20; number += 1) await write(storage, note(`${number}`));

    const told = await receiver.take(20);

    expect(new Set(told.map(({ id }) => id)).size).toBe(20);
    expect(told.length).toBe(20);
    const times = told.map(({ published }) => published);
    expect(times).toEqual([...times].sort());
  });

  test('proves who sends', async () => {
    await process.subscribe(WEBHOOK, { topic: `${root}note`, sendTo: receiver.url });
    await write(storage, note('one'));
    await receiver.take(1);
    const { authorization, dpop } = receiver.headers[0] ?? {};
    const keys = createLocalJWKSet({
      keys: [...(await new ServerKeys(storage.keyValues).publicKeys())],
    });

    const token = await jwtVerify(String(authorization).replace('DPoP ', ''), keys);
    const proof = await jwtVerify(String(dpop), keys, { typ: 'dpop+jwt' });

    const sender = await process.ask(String(token.payload.webid));
    expect(await sender.text()).toContain(`oidcIssuer> <${token.payload.iss}>`);
    expect(proof.payload).toMatchObject({ htm: 'POST', htu: receiver.url });
  });

  test('ends when its receiver says that it is gone', async () => {
    const wanted = { topic: `${root}note`, sendTo: receiver.url };
    const { id } = await process.subscribe(WEBHOOK, wanted);
    receiver.status = 410;
    await write(storage, note('one'));
    await receiver.asked();

    await vi.waitFor(async () => {
      expect((await process.ask(new URL(id).pathname)).status).toBe(404);
    }, 10_000);
  });

  test('that is not taken is told to whoever runs the server, once for each attempt', async () => {
    await process.subscribe(WEBHOOK, { topic: `${root}note`, sendTo: `${receiver.url}?secret=x` });
    const { host } = new URL(receiver.url);
    receiver.status = 500;
    await write(storage, note('one'));
    await vi.waitFor(() => expect(process.failures).toHaveLength(1), 10_000);
    expect(process.failures[0]).toEqual({ receiver: host, reason: 500, isGivenUp: false });

    await receiver.stop();
    await vi.waitFor(() => expect(process.failures).toHaveLength(2), 10_000);
    expect(process.failures[1]).toEqual({
      receiver: host,
      reason: 'UNREACHABLE',
      isGivenUp: false,
    });

    receiver.status = 410;
    await receiver.start();
    await vi.waitFor(() => expect(process.failures.at(-1)?.isGivenUp).toBe(true), 20_000);
    expect(process.failures.at(-1)).toEqual({ receiver: host, reason: 410, isGivenUp: true });
    expect(receiver.headers).toHaveLength(2);
  });

  test('tells no more to whom access was taken', async () => {
    const wanted = { topic: `${root}note`, sendTo: receiver.url };
    const { id } = await process.subscribe(WEBHOOK, wanted);
    await write(storage, note('one'));
    await receiver.take(1);
    await write(storage, turtle('/.acl', closed));
    await write(storage, note('two'));

    await vi.waitFor(async () => {
      expect((await process.ask(new URL(id).pathname)).status).toBe(404);
    }, 10_000);
    expect(receiver.told.length).toBe(1);
  });
});

describe('a duty', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test('has one holder, until it is given back', async () => {
    const first = new Lease(storage.keyValues, 'duty');
    const second = new Lease(storage.keyValues, 'duty');

    expect([await first.take(), await second.take()]).toEqual([true, false]);
    await first.release();
    expect([await second.take(), await first.take()]).toEqual([true, false]);
  });

  test('goes to another when its holder falls silent, who then knows that it is lost', async () => {
    const first = new Lease(storage.keyValues, 'duty');
    const second = new Lease(storage.keyValues, 'duty');
    vi.useFakeTimers({ toFake: ['Date'] });
    await first.take();
    vi.setSystemTime(Date.now() + 16_000);

    expect(first.isHeld()).toBe(false);
    expect(await second.take()).toBe(true);
    expect(await first.take()).toBe(false);
  });

  test('is kept by who renews it', async () => {
    const first = new Lease(storage.keyValues, 'duty');
    const second = new Lease(storage.keyValues, 'duty');
    vi.useFakeTimers({ toFake: ['Date'] });
    for (let round = 0; round < 5; round += 1) {
      expect(await first.take()).toBe(true);
      vi.setSystemTime(Date.now() + 6_000);
    }

    expect(await second.take()).toBe(false);
  });

  test('is taken by nobody as long as there is no webhook', async () => {
    expect(await storage.keyValues.list('notification-lease', { limit: 1 })).toEqual([]);
  });
});
