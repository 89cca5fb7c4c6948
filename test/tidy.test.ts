import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';

/** The house rules that the formatter, the compiler and the import checker cannot see. */
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '');

const ours = tracked.filter((file) => /\.(ts|tsx|mjs)$/.test(file));
const text = (file: string): string => readFileSync(file, 'utf8');
const files = (pattern: RegExp): string[] => tracked.filter((file) => pattern.test(file));

/** The lines of `among` that break a rule, as "file:line: the line". */
function breaches(among: readonly string[], broken: (line: string) => boolean): string[] {
  return among.flatMap((file) =>
    text(file)
      .split('\n')
      .flatMap((line, index) => (broken(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );
}

test('the top level holds the rooms, city.ts with its own room, and documents, and nothing else', () => {
  const folders = new Set(
    tracked.filter((file) => file.includes('/')).map((file) => file.split('/')[0]),
  );

  const rooms = ['vocab', 'shapes', 'connectors', 'apps', 'pod-server', 'city', 'test'];
  expect([...folders].sort()).toEqual([...rooms, 'docs', '.ci'].sort());
});

test('no file of code is longer than 400 lines', () => {
  const tooLong = ours.filter((file) => text(file).split('\n').length > 401);

  expect(tooLong).toEqual([]);
});

test('no file is named after nothing', () => {
  const vague = /^(utils?|helpers?|misc|common|stuff|manager|service-impl)\./;

  expect(ours.filter((file) => vague.test(basename(file)))).toEqual([]);
});

test('an IRI is spelled in vocab/ and pod-server/ only', () => {
  const iri =
    /['"`]https?:\/\/(www\.w3\.org|w3id\.org|schema\.org|purl\.org|xmlns\.com|qudt\.org|saref\.etsi\.org)\//;
  // An SVG element is created by its namespace, which is no term of a vocabulary.
  const allowed = /www\.w3\.org\/2000\/svg/;
  const rooms = ours.filter(
    (file) => /^(shapes|connectors|apps|city)\//.test(file) || file === 'city.ts',
  );

  expect(breaches(rooms, (line) => iri.test(line) && !allowed.test(line))).toEqual([]);
});

test('the environment is read in config.ts of each process, and nowhere else', () => {
  const readers = ours.filter(
    (file) =>
      /^(connectors|apps|pod-server|shapes|vocab)\//.test(file) && /process\.env/.test(text(file)),
  );

  // A main hands the environment to its config; only these may name it.
  expect(readers.filter((file) => !/\/(config|main|build)\.ts$/.test(file))).toEqual([]);
});

test.each([
  ['enedis', /interval_reading|usage_point_id|grandeurMetier|idPrm|serviceSouscrit\b/],
  ['grdf', /statut_restitution|code_statut_traitement|id_pce\b/],
  ['eau-du-grand-lyon', /statutExtrait|servicesSouscrits|calibreCompteur/],
  ['maif', /montantTarifTtc|immatriculationVehicule|patrimoineMobilier/],
  ['orange', /typ_units|use_duration|cont_title|net_lbl/],
])('the field names of %s stay in its own folder', (partner, words) => {
  const elsewhere = ours.filter(
    (file) => !file.startsWith(`connectors/${partner}/`) && !file.startsWith('test/'),
  );

  expect(breaches(elsewhere, (line) => words.test(line))).toEqual([]);
});

test('nothing is left for later in the code', () => {
  const code = ours.filter((file) => file !== 'test/tidy.test.ts');

  expect(breaches(code, (line) => /\b(TODO|FIXME|HACK|XXX)\b/.test(line))).toEqual([]);
  expect(breaches(code, (line) => /\b(it|test|describe)\.(only|todo)\b/.test(line))).toEqual([]);
});

test('a skipped test says why on its line', () => {
  const code = ours.filter((file) => file !== 'test/tidy.test.ts');

  // Only a missing browser may skip, and the runner says so in one line.
  expect(breaches(code, (line) => /\b(it|test|describe)\.skip\b/.test(line))).toEqual([]);
});

test('no registry host, and no path of a machine, is committed', () => {
  const lock = text('package-lock.json');

  expect(lock).not.toMatch(/"resolved"/);
  expect(
    breaches(
      files(/\.(ts|tsx|mjs|json|md|ya?ml|ttl)$/),
      (line) =>
        /\/(home|root|Users|work)\/[a-z]/.test(line) &&
        !line.includes('/work/[a-z]') &&
        !line.includes('/(home|'),
    ),
  ).toEqual([]);
});

test('every person in the tree is synthetic', () => {
  const address = /[\w.+-]+@[\w-]+(\.[\w-]+)+/g;
  const places = files(
    /^(connectors|apps|shapes|vocab|pod-server|test|docs)\/.*\.(ts|tsx|json|ttl|md)$/,
  );
  const real = places.flatMap((file) =>
    (text(file).match(address) ?? [])
      .filter(
        (found) => !/@(exemple\.invalid|example\.(org|com|invalid)|[\w-]+\.invalid)$/.test(found),
      )
      .filter((found) => !/^[\w.+-]+@\d/.test(found))
      .map((found) => `${file}: ${found}`),
  );

  expect(real).toEqual([]);
});

test('the README is short enough to be read', () => {
  expect(text('README.md').split('\n').length).toBeLessThanOrEqual(121);
});
