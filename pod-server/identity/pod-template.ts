/** What a new pod holds before its owner put anything in: the files of a folder, read once. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { ACL_SUFFIX, DESCRIPTION_SUFFIX } from '../storage/paths.ts';
import type { Change } from '../storage/storage.ts';

export interface TemplateValues {
  /** Root of the pod; ends with a slash. */
  readonly base: string;
  readonly webId: string;
  /** Only for a WebID that lies in the pod: the pod does not vouch for anybody else's. */
  readonly oidcIssuer?: string;
}

interface TemplateFile {
  readonly path: string;
  readonly contentType: string;
  readonly text: string;
  readonly isTemplate: boolean;
}

const SUBFOLDERS = ['base', 'wac'];
const TEMPLATE_ENDING = '.hbs';
const TYPES: Readonly<Record<string, string>> = {
  ttl: 'text/turtle',
  md: 'text/markdown',
  txt: 'text/plain',
};

/**
 * File names as @solid/community-server reads them: "card$.ttl" is the resource "card" in Turtle, ".hbs" ends a file with blanks to
 * fill. An empty ".meta" makes an empty container.
 */
export class PodTemplate {
  readonly #files: readonly TemplateFile[];

  private constructor(files: readonly TemplateFile[]) {
    this.#files = files;
  }

  public static async load(folder: string): Promise<PodTemplate> {
    const files = await Promise.all(SUBFOLDERS.map((name) => readFolder(join(folder, name))));
    return new PodTemplate(files.flat());
  }

  /** The first content of one pod, in an order in which each thing finds its container. */
  public changes(values: TemplateValues): readonly Change[] {
    return this.#files.map(({ path, contentType, text, isTemplate }): Change => {
      if (path.endsWith(`/${DESCRIPTION_SUFFIX}`) && text.trim() === '')
        return { kind: 'make', path: path.slice(0, -DESCRIPTION_SUFFIX.length) };
      const body = Buffer.from(isTemplate ? fill(text, values) : text);
      return { kind: 'put', path, contentType, body };
    });
  }
}

async function readFolder(folder: string): Promise<readonly TemplateFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Promise.all(names.map((name) => readTemplate(folder, name)));
}

async function readTemplate(folder: string, name: string): Promise<TemplateFile> {
  const place = `/${relative(folder, name).split(sep).join('/')}`;
  const isTemplate = place.endsWith(TEMPLATE_ENDING);
  const plain = isTemplate ? place.slice(0, -TEMPLATE_ENDING.length) : place;
  const isAuxiliary = plain.endsWith(ACL_SUFFIX) || plain.endsWith(DESCRIPTION_SUFFIX);
  const ending = /\.([^./]+)$/.exec(plain)?.[1] ?? '';
  const contentType = isAuxiliary ? 'text/turtle' : TYPES[ending];
  if (contentType === undefined) throw new Error(`Pod template "${place}" has no known type.`);
  const path = plain.replace(/\$\.[^./]+$/, '');
  return { path, contentType, text: await readFile(name, 'utf8'), isTemplate };
}

/** Fills "{{{base.path}}}", "{{{webId}}}", "{{{oidcIssuer}}}" and "{{#if oidcIssuer}}…{{/if}}"; no template of ours needs more. */
function fill(text: string, { base, webId, oidcIssuer }: TemplateValues): string {
  const values: Readonly<Record<string, string>> = {
    'base.path': base,
    webId,
    oidcIssuer: oidcIssuer ?? '',
  };
  return text
    .replace(/\{\{#if (\S+?)\}\}(.*?)\{\{\/if\}\}/gs, (_, name: string, inner: string) =>
      (values[name] ?? '') === '' ? '' : inner,
    )
    .replace(/\{\{\{(\S+?)\}\}\}/g, (blank, name: string) => values[name] ?? blank);
}
