import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contrastFaults, type Scheme, type Theme } from './contrast.ts';

const SCHEME_KEYS = ['accent', 'accentTint', 'onAccent', 'warm', 'warmTint'] as const;
const LOGO = 'logo.svg';
const COLOUR = /^#[0-9A-Fa-f]{6}$/;

/**
 * Makes the look ready to serve, in place: one style sheet, in the city's tones.
 * Refuses a theme that somebody could not read. Doing it twice changes nothing.
 */
export async function buildLook(folder: string): Promise<void> {
  const theme = readTheme(JSON.parse(await readFile(join(folder, 'theme.json'), 'utf8')));
  const faults = contrastFaults(theme);
  if (faults.length > 0) {
    throw new Error(`theme.json has colours that cannot be read:\n  ${faults.join('\n  ')}`);
  }
  const sheet = await inlined(folder, await readFile(join(folder, 'look.css'), 'utf8'));
  await writeFile(join(folder, 'look.css'), inTones(sheet, theme));
  // Pages ask for one name, whatever the city calls its file.
  if (theme.logo !== LOGO) await copyFile(join(folder, theme.logo), join(folder, LOGO));
}

/** Distrusts theme.json: a typed theme, or an error that names the key. */
export function readTheme(json: unknown): Theme {
  const { name, logo, light, dark } = record(json, 'theme.json');
  return {
    name: words(name, 'name'),
    logo: words(logo, 'logo'),
    light: readScheme(light, 'light'),
    dark: readScheme(dark, 'dark'),
  };
}

/** The style sheet with the theme's tones in place of those it declares: first the light scheme, then the dark one. */
function inTones(sheet: string, theme: Theme): string {
  return SCHEME_KEYS.reduce((styled, key) => {
    const schemes = [theme.light, theme.dark].values();
    return styled.replaceAll(new RegExp(`(?<=^\\s*${property(key)}: )[^;]+`, 'gm'), (before) => {
      return schemes.next().value?.[key] ?? before;
    });
  }, sheet);
}

async function inlined(folder: string, sheet: string): Promise<string> {
  const parts = await Promise.all(
    sheet.split('\n').map((line) => {
      const file = /^@import url\("([a-z-]+\.css)"\);$/.exec(line)?.[1];
      return file === undefined ? line : readFile(join(folder, file), 'utf8');
    }),
  );
  return parts.join('\n');
}

function property(key: keyof Scheme): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function readScheme(json: unknown, path: string): Scheme {
  const scheme = record(json, path);
  const colour = (key: keyof Scheme) => {
    const value = words(scheme[key], `${path}.${key}`);
    if (!COLOUR.test(value)) throw new TypeError(`theme.json: ${path}.${key} is not #RRGGBB`);
    return value;
  };
  return {
    accent: colour('accent'),
    accentTint: colour('accentTint'),
    onAccent: colour('onAccent'),
    warm: colour('warm'),
    warmTint: colour('warmTint'),
  };
}

function record(json: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null) throw new TypeError(`${path} is not an object`);
  return json as Readonly<Record<string, unknown>>;
}

function words(json: unknown, path: string): string {
  if (typeof json !== 'string' || json === '') {
    throw new TypeError(`theme.json: ${path} is not a text`);
  }
  return json;
}
