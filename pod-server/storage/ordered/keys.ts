/**
 * Keys of the ordered store. All of a pod lies under its name, so that what one commit touches lies on few pages. Nothing in a name
 * or path is below 0x20, therefore the zero byte parts what it stands between and sorts before everything.
 */

/** Sorts right behind the feed: a commit writes the end of the feed and the pod's state, which then mostly lie on one page. */
const POD = 'g';
const RESOURCE = 'r';
const CHILD = 'c';
const FEED = 'f';

export function podKey(pod: string): Buffer {
  return Buffer.from(`${pod}\0${POD}`);
}

export function resourceKey(pod: string, path: string): Buffer {
  return Buffer.from(`${pod}\0${RESOURCE}${path}`);
}

export function childKey(pod: string, container: string, name: string): Buffer {
  return Buffer.from(`${pod}\0${CHILD}${container}\0${name}`);
}

/** Sequence numbers sort as numbers: eight bytes, most significant first. */
export function feedKey(pod: string, sequence: number): Buffer {
  return withNumber(`${pod}\0${FEED}`, sequence, '');
}

/** What lies after every key that starts with this one: the end of a range over a prefix. */
export function after(prefix: Buffer): Buffer {
  return Buffer.concat([prefix, HIGHEST]);
}

/** The next key that can exist: the start of a range that leaves this one out. */
export function next(key: Buffer): Buffer {
  return Buffer.concat([key, LOWEST]);
}

const HIGHEST = Buffer.from([0xff]);
const LOWEST = Buffer.from([0]);

/** Everything of a pod, from here to `after` it. */
export function podPrefix(pod: string): Buffer {
  return Buffer.from(`${pod}\0`);
}

export function resourcePrefix(pod: string): Buffer {
  return Buffer.from(`${pod}\0${RESOURCE}`);
}

export function feedPrefix(pod: string): Buffer {
  return Buffer.from(`${pod}\0${FEED}`);
}

export function childPrefix(pod: string): Buffer {
  return Buffer.from(`${pod}\0${CHILD}`);
}

/** The container in a child's key, and where the name starts. */
export function splitChildKey(pod: string, key: Buffer): { container: string; nameStart: number } {
  const start = Buffer.byteLength(pod) + 2;
  const end = key.indexOf(0, start);
  return { container: key.toString('utf8', start, end), nameStart: end + 1 };
}

/** Says who is about to import a pod of this name. */
export function importKey(pod: string): Buffer {
  return Buffer.from(`\0i${pod}`);
}

/** The path in a resource's key. */
export function pathOfResourceKey(pod: string, key: Buffer): string {
  return key.toString('utf8', Buffer.byteLength(pod) + 2);
}

/** The first key that can belong to a pod after this one; without a pod, to any. */
export function podsAfter(pod: string | undefined): Buffer {
  return Buffer.from(pod === undefined ? '\x01' : `${pod}\x01`);
}

export const KEYS_END = Buffer.from([0xff]);

export function podOfKey(key: Buffer): string {
  return key.toString('utf8', 0, key.indexOf(0));
}

export function valuePrefix(space: string): Buffer {
  return Buffer.from(`\0v${space}\0`);
}

export function valueKey(space: string, key: string): Buffer {
  return Buffer.from(`\0v${space}\0${key}`);
}

/** The first key of a space after this one. */
export function spacesAfter(space: string | undefined): Buffer {
  return Buffer.from(space === undefined ? '\0v' : `\0v${space}\x01`);
}

export const SPACES_END = Buffer.from('\0w');

/** The space and the key that a value's key, or the end of an expiry's, names. */
export function spaceAndKey(key: Buffer, start: number): { space: string; key: string } {
  const split = key.indexOf(0, start);
  return { space: key.toString('utf8', start, split), key: key.toString('utf8', split + 1) };
}

export const VALUE_NAME_START = 2;

export function expiryKey(expires: number, space: string, key: string): Buffer {
  return withNumber('\0x', expires, `${space}\0${key}`);
}

export const EXPIRY_NAME_START = 10;

/** A body's file that is to be removed when its time comes, unless a commit takes it first. */
export function dueKey(due: number, file: string): Buffer {
  return withNumber('\0g', due, file);
}

export function fileOfDueKey(key: Buffer): string {
  return key.toString('latin1', 10);
}

/** While one of these has not ended, no body's file is removed: somebody reads a snapshot. */
export function holdKey(name: string): Buffer {
  return Buffer.from(`\0h${name}`);
}

export const HOLD_PREFIX = Buffer.from('\0h');

function withNumber(prefix: string, value: number, rest: string): Buffer {
  const start = Buffer.byteLength(prefix);
  const key = Buffer.allocUnsafe(start + 8 + Buffer.byteLength(rest));
  key.write(prefix, 0);
  key.writeUInt32BE(Math.floor(value / 0x1_0000_0000), start);
  key.writeUInt32BE(value % 0x1_0000_0000, start + 4);
  key.write(rest, start + 8);
  return key;
}

/** The number in a key of `withNumber`. */
export function numberInKey(key: Buffer, start: number): number {
  return key.readUInt32BE(start) * 0x1_0000_0000 + key.readUInt32BE(start + 4);
}
