import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectorClient, freeCityPort, type RunningCity, startRunningCity } from './kit/city.ts';
import { createCitizen, signIn } from './kit/pod-servers.ts';

describe('a city on one machine', () => {
  let city: RunningCity;

  beforeAll(async () => {
    city = await startRunningCity();
  });

  afterAll(() => city.close());

  test('says what to open, with which demonstration login, and that people are simulated', () => {
    const said = city.words.join('\n');

    for (const address of [city.homeBoard, city.pods, ...city.partners])
      expect(said).toContain(address);
    expect(said).toMatch(/odile@exemple\.invalid +\S+/);
    expect(said).toMatch(/karim@exemple\.invalid +\S+/);
    expect(said).toContain('simulated');
  });

  test('answers at each address that it named', async () => {
    const addresses = [
      city.homeBoard,
      ...city.partners,
      `${city.pods}.account/`,
      `${city.pods}vocab/traboule`,
    ];

    for (const address of addresses) {
      const answer = await fetch(address, { headers: { accept: 'text/html' } });
      expect(answer.status, address).toBe(200);
    }
  });

  test('Ctrl-C ends all of it, and the next start finds everything again', async () => {
    const person = { email: 'lou@exemple.invalid', password: 'un-mot-de-passe-long', name: 'lou' };
    const lou = await createCitizen({ baseUrl: city.pods }, person);
    const note = `${lou.podUrl}note.txt`;
    await lou.fetch(note, { method: 'PUT', headers: { 'content-type': 'text/plain' }, body: 'là' });
    const source = await connectorClient(city);
    const { folder, pods } = city;

    expect(await city.stop()).toBe(0);
    const ports = [city.pods, city.homeBoard, ...city.partners];
    for (const address of ports) await expect(fetch(address)).rejects.toThrow();
    city = await startRunningCity({ folder, firstPort: Number(new URL(pods).port) });

    const again = await signIn({ baseUrl: city.pods }, lou);
    expect(await (await again.fetch(note)).text()).toBe('là');
    expect(await connectorClient(city)).toEqual(source);
    await city.close();
  });
});

test('a city whose port is taken says which part could not start, and leaves nothing running', async () => {
  const first = await freeCityPort();
  const squatter = createServer().listen(first + 100, '127.0.0.1');

  await expect(startRunningCity({ firstPort: first })).rejects.toThrow(/Mon Logis/);

  await expect(fetch(`http://localhost:${first}/`)).rejects.toThrow();
  squatter.close();
});
