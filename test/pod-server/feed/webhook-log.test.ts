import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCitizen, freePort, type PodServer, startPodServer } from '../../kit/pod-servers.ts';
import { makePublicContainer } from '../../kit/server-under-test.ts';

let server: PodServer;
let open: string;

beforeAll(async () => {
  server = await startPodServer();
  const person = { email: 'w@exemple.invalid', password: 'une phrase assez longue', name: 'wanda' };
  open = await makePublicContainer(await createCitizen(server, person), 'open');
});

afterAll(() => server.close());

test('a webhook that is not taken stands in the log, by the machine of its receiver and nothing else', async () => {
  const receiver = `localhost:${await freePort()}`;
  const subscription = {
    '@context': ['https://www.w3.org/ns/solid/notification/v1'],
    type: 'WebhookChannel2023',
    topic: `${open}note`,
    sendTo: `http://${receiver}/a-secret-place?token=a-secret-token`,
  };
  const subscribed = await fetch(`${server.baseUrl}.notifications/WebhookChannel2023/`, {
    method: 'POST',
    headers: { 'content-type': 'application/ld+json' },
    body: JSON.stringify(subscription),
  });
  expect(subscribed.status).toBe(200);
  await fetch(`${open}note`, { method: 'PUT', body: 'a secret text' });

  const line = `webhooks] failed receiver=${receiver} reason=UNREACHABLE next=retry`;
  await expect.poll(() => server.output(), { timeout: 20_000 }).toContain(line);
  expect(server.output()).toMatch(/ warn \[\d+ webhooks\] failed/);
  expect(server.output()).not.toMatch(/secret/);
});
