// Brings the folder to a state in which it runs: installs what is missing, builds what is stale.
// Plain JavaScript without a dependency, because on a fresh clone it is the first thing that runs.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const rooms = ['vocab', 'shapes', 'connectors', 'apps', 'pod-server', 'city'];
const stampFile = join(root, 'dist', '.built');

/** The build step of each room, in order; each is a compiled `build.ts` that prints nothing when all is well. */
const roomSteps = ['vocab', 'pod-server', 'apps/home-board'];

refuseOldNode();
installWhatIsMissing();
buildWhatIsStale();

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  stop(
    `Traboule needs Node 20.19 or newer; this is ${process.versions.node}. Node 24 is a good choice.`,
  );
}

function installWhatIsMissing() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  const wanted = join(root, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return;
  say('Installing libraries (once, about a minute)…');
  // Not "npm ci": it refuses a lock file that lacks the binaries of platforms which its maker's registry does not carry.
  run('npm', [
    'install',
    '--no-save',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]);
}

function buildWhatIsStale() {
  const stamp = fingerprint();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  say('Building…');
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc')]);
  for (const room of rooms) copyWhatIsNotCode(room);
  for (const room of roomSteps) run(process.execPath, [join(root, 'dist', room, 'build.js')]);
  writeFileSync(stampFile, stamp);
}

/** One hash over names and bytes of all that the build reads: a touched but unchanged file rebuilds nothing. */
function fingerprint() {
  const hash = createHash('sha256').update(process.versions.node);
  const files = [
    ...rooms.flatMap(filesBelow),
    'city.ts',
    'build.mjs',
    'tsconfig.json',
    'package-lock.json',
  ];
  for (const file of files) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

function copyWhatIsNotCode(room) {
  for (const file of filesBelow(room)) {
    if (/\.tsx?$/.test(file)) continue;
    mkdirSync(join(root, 'dist', dirname(file)), { recursive: true });
    cpSync(join(root, file), join(root, 'dist', file));
  }
}

function filesBelow(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

function run(command, args) {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0)
    stop(`"${[command, ...args].join(' ')}" failed; what it printed above says why.`);
}

function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}

function stop(sentence) {
  say(sentence);
  process.exit(1);
}
