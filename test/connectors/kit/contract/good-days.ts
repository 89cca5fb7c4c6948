import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, expect, test } from 'vitest';
import { parseTurtle } from '../../../../shapes/kit/turtle.ts';
import { validate } from '../../../../shapes/kit/validate.ts';
import { createCitizen } from '../../../kit/pod-servers.ts';
import { startServerUnderTest } from '../../../kit/server-under-test.ts';
import { type Asked, type Asking, expectOutcome, expectSame, forgetful, whole } from './asked.ts';

/** At how many of the moments of a first run it dies; CONTRACT_KILLS=1000 makes it every one of a long run too. */
const KILLS_MAX = Number(process.env.CONTRACT_KILLS ?? '60');

/** Nothing goes wrong, or only our own process does. */
export function goodDays<A, C>(asking: Asking<A, C>): void {
  describe('on a day without trouble', () => {
    test('lays documents that have the shapes which they claim, and nothing else', async () => {
      const { stage, first, done, claimed, files } = asking();

      expectOutcome(asking(), first, 'connected');
      expect(claimed.length).toBeGreaterThan(0);
      const lie = new Map(done.documents);
      for (const { path, shape } of claimed) {
        const url = new URL(path, stage.pod.url).href;
        await validate(parseTurtle(lie.get(path) ?? '', url), shape);
      }
      const expected = new Set([...claimed.map(({ path }) => path), ...files]);
      expect([...whole(asking()).keys()]).toEqual([...expected].sort());
    });

    test('writes nothing in a second run', async () => {
      const { stage, done } = asking();
      await stage.restore(done);

      const second = await stage.visit();

      expectOutcome(asking(), second, 'connected');
      expect(stage.pod.writes).toEqual([]);
    });

    test('writes nothing when it has forgotten how far it was', async () => {
      const { stage } = asking();
      await stage.restore(forgetful(asking()));

      const again = await stage.visit();

      expectOutcome(asking(), again, 'connected');
      expect(stage.pod.writes).toEqual([]);
    });

    test('ends with the same bytes after a death at any step and after any write', async () => {
      const { stage, worlds, done } = asking();

      for (const world of spread(worlds, KILLS_MAX)) {
        await stage.restore(world);
        const resumed = await stage.visit();

        expectOutcome(asking(), resumed, 'connected');
        expectSame(stage.documents(), whole(asking()));
        expect(stage.world().record.checkpoint).toEqual(done.record.checkpoint);
        expect(stage.said()).toMatchObject(stage.world().record.coverage ?? {});
      }
    }, 120_000);

    test('calls nobody but the hosts that its manifest names', async () => {
      const { stage, agreed } = asking();
      await stage.restore(agreed);

      const called = await originsCalledDuring(() => stage.visit());

      const { hosts } = stage.connector.manifest;
      const allowed = [...hosts, new URL(stage.pod.url).host];
      expect(called.map((origin) => new URL(origin).host)).toContain(hosts[0]);
      expect(called.filter((origin) => !allowed.includes(new URL(origin).host))).toEqual([]);
    });

    test('lays the same bytes in a real space, and writes nothing there a second time', async () => {
      const { stage, agreed } = asking();
      const server = await startServerUnderTest();
      try {
        const person = { email: 'odile@exemple.invalid', password: 'un-mot-de-passe-long' };
        const odile = await createCitizen(server, { ...person, name: 'odile' });
        const began = await stage.begin(odile.podUrl);
        const writes: string[] = [];
        const counting: typeof fetch = (input, init) => {
          if (init?.method === 'PUT') writes.push(String(input));
          return odile.fetch(input, init);
        };

        const first = await stage.visit({ fetch: counting });
        const laid = writes.splice(0);
        const second = await stage.visit({ fetch: counting });

        expect([first.record.state, second.record.state]).toEqual(['connected', 'connected']);
        expect(laid.length).toBeGreaterThan(0);
        expect(writes).toEqual([]);
        await expectInSpace(asking(), began.record.place.storage, odile.fetch);
      } finally {
        await server.close();
        await stage.restore(agreed);
      }
    }, 120_000);
  });
}

async function expectInSpace<A, C>(
  asked: Asked<A, C>,
  storage: string,
  asCitizen: typeof fetch,
): Promise<void> {
  for (const { path } of asked.claimed) {
    const answer = await asCitizen(new URL(path.slice(1), storage));
    expect(await answer.text(), path).toBe(asked.done.documents.get(path));
  }
}

/** As many of them as one has time for, evenly, the first and the last among them. */
function spread<T>(all: readonly T[], max: number): readonly T[] {
  if (all.length <= max) return all;
  const step = (all.length - 1) / (max - 1);
  return Array.from({ length: max }, (_, index) => all[Math.round(index * step)]).filter(
    (one) => one !== undefined,
  );
}

/** What the process really asked, as the library beneath fetch announces it. */
async function originsCalledDuring(task: () => Promise<unknown>): Promise<readonly string[]> {
  const origins = new Set<string>();
  const channel = 'undici:request:create';
  const note = (message: unknown): void => {
    const { request } = message as { readonly request: { readonly origin: string | URL } };
    origins.add(String(request.origin));
  };
  subscribe(channel, note);
  try {
    await task();
  } finally {
    unsubscribe(channel, note);
  }
  return [...origins];
}
