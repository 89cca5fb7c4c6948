import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { contrastFaults, contrastRatio } from '../../../pod-server/look/contrast.ts';
import { buildLook, readTheme } from '../../../pod-server/look/theme.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'look-'));
  cpSync(join('pod-server', 'look'), folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

function themeWith(change: object): void {
  const theme = JSON.parse(readFileSync(join(folder, 'theme.json'), 'utf8'));
  theme.light = { ...theme.light, ...change };
  writeFileSync(join(folder, 'theme.json'), JSON.stringify(theme));
}

test('black on white has the greatest contrast there is', () => {
  expect(contrastRatio('#000000', '#FFFFFF')).toBeCloseTo(21, 5);
  expect(contrastRatio('#777777', '#777777')).toBe(1);
});

test('every text of our own theme can be read', () => {
  const theme = readTheme(JSON.parse(readFileSync('pod-server/look/theme.json', 'utf8')));

  expect(contrastFaults(theme)).toEqual([]);
});

test('a theme in pale yellow is refused, with the pair that cannot be read', async () => {
  themeWith({ accent: '#F2E394' });

  await expect(buildLook(folder)).rejects.toThrow(/light: accent #F2E394 on the ground/);
});

test('a colour that is no colour is refused by its name', async () => {
  themeWith({ warm: 'orange' });

  await expect(buildLook(folder)).rejects.toThrow('light.warm is not #RRGGBB');
});

test("a city's own tone is in the one style sheet that people load, and building twice changes nothing", async () => {
  themeWith({ accent: '#5A0B7D' });

  await buildLook(folder);
  const once = readFileSync(join(folder, 'look.css'), 'utf8');
  await buildLook(folder);

  expect(once).toContain('--accent: #5A0B7D;');
  expect(once).toContain('--accent: #7CC0E0;');
  expect(once).not.toContain('@import');
  expect(readFileSync(join(folder, 'look.css'), 'utf8')).toBe(once);
});

test('the sprite holds the icons that pages show, and no other', () => {
  const sprite = readFileSync(join('pod-server', 'look', 'icons.svg'), 'utf8');
  const pages = join('apps', 'home-board', 'pages');
  const code = readdirSync(pages).map((file) => readFileSync(join(pages, file), 'utf8'));

  const held = [...sprite.matchAll(/<symbol id="([a-z-]+)"/g)].map(([, id]) => id);
  const unused = held.filter((id) => !code.some((text) => new RegExp(`['"]${id}['"]`).test(text)));
  const shown = code.flatMap((text) => [...text.matchAll(/(?:<Icon name=|icon: )['"]([a-z-]+)/g)]);

  expect(unused).toEqual([]);
  expect(shown.map(([, id]) => id).filter((id) => !held.includes(id))).toEqual([]);
});
