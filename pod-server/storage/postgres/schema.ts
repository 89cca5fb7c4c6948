import { DatabaseError } from 'pg';
import { StorageError } from '../storage.ts';
import { type Connections, LONG_MILLISECONDS_MAX, toStorageError } from './connections.ts';

/** How often the tables are tried to be made while other processes make them. */
const TRIES_MAX = 20;
const VERSION = 1;
const PARTITIONS = 8;

/**
 * Each table has one column that tells where a row belongs, and every statement of the hot path names it: `pod`, `file`, `key` and
 * `identifier` are what a cluster would distribute by. Keys are bytes and
 * names are compared as bytes, so that they order as the interface says in every locale. The tables that a pod's commits write are partitioned.
 */
const TABLES = `
  CREATE TABLE IF NOT EXISTS pods (
    pod text COLLATE "C" PRIMARY KEY,
    revision bigint NOT NULL,
    record bytea,
    import_mark bytea
  );
  CREATE TABLE IF NOT EXISTS records (
    pod text COLLATE "C" NOT NULL,
    key bytea NOT NULL,
    value bytea NOT NULL,
    PRIMARY KEY (pod, key)
  ) PARTITION BY HASH (pod);
  ${Array.from(
    { length: PARTITIONS },
    (_, at) => `CREATE TABLE IF NOT EXISTS records_${at} PARTITION OF records
      FOR VALUES WITH (MODULUS ${PARTITIONS}, REMAINDER ${at});`,
  ).join('\n')}
  CREATE TABLE IF NOT EXISTS body_dues (
    file text PRIMARY KEY,
    due double precision NOT NULL
  );
  CREATE INDEX IF NOT EXISTS body_dues_by_due ON body_dues (due);
  CREATE TABLE IF NOT EXISTS body_pieces (
    file text NOT NULL,
    number integer NOT NULL,
    sum bigint NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (file, number)
  );
  CREATE TABLE IF NOT EXISTS holds (
    name text PRIMARY KEY,
    until double precision NOT NULL
  );
  CREATE TABLE IF NOT EXISTS key_values (
    space bytea NOT NULL,
    key bytea NOT NULL,
    version text NOT NULL,
    expires double precision NOT NULL,
    record bytea NOT NULL,
    PRIMARY KEY (space, key)
  );
  CREATE INDEX IF NOT EXISTS key_values_by_expiry ON key_values (expires)
    WHERE expires < 'Infinity';
  CREATE UNLOGGED TABLE IF NOT EXISTS claims (
    identifier bytea PRIMARY KEY,
    expires double precision NOT NULL
  );
  CREATE INDEX IF NOT EXISTS claims_by_expiry ON claims (expires);
  CREATE TABLE IF NOT EXISTS storage_version (version integer PRIMARY KEY);
  INSERT INTO storage_version VALUES (${VERSION}) ON CONFLICT DO NOTHING;
`;

/** Bodies are mostly compressed already; a database that does not know of this does without. */
const AS_IT_IS = 'ALTER TABLE body_pieces ALTER COLUMN bytes SET STORAGE EXTERNAL';

/** Makes the tables unless they are there. Throws StorageError UNAVAILABLE. */
export async function makeTables(connections: Connections): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      if (await isMade(connections)) return;
      await connections.use((session) => session.count({ text: TABLES }), LONG_MILLISECONDS_MAX);
      await connections.count({ text: AS_IT_IS }).catch(ignoreUnsupported);
    } catch (error) {
      if (tries >= TRIES_MAX || !isMadeByAnother(error)) throw toStorageError(error);
      await new Promise((resolve) => setTimeout(resolve, 20 * tries * Math.random()));
    }
  }
}

async function isMade(connections: Connections): Promise<boolean> {
  try {
    const rows = await connections.rows<{ version: number }>({
      text: 'SELECT max(version) AS version FROM storage_version',
    });
    const version = rows[0]?.version ?? VERSION;
    if (version > VERSION)
      throw new StorageError('UNAVAILABLE', 'the tables are those of a newer version');
    return true;
  } catch (error) {
    if (codeOf(error) === UNDEFINED_TABLE) return false;
    throw error;
  }
}

function ignoreUnsupported(error: unknown): void {
  if (codeOf(error) !== UNSUPPORTED) throw error;
}

const UNSUPPORTED = '0A000';
const UNDEFINED_TABLE = '42P01';
/** Duplicate key, table, column, schema, object; deadlock; "tuple concurrently updated". */
const MADE_BY_ANOTHER = new Set(['23505', '42P07', '42701', '42P06', '42710', '40P01', 'XX000']);

function isMadeByAnother(error: unknown): boolean {
  return MADE_BY_ANOTHER.has(codeOf(error) ?? '');
}

function codeOf(error: unknown): string | undefined {
  const cause = error instanceof StorageError ? error.cause : error;
  return cause instanceof DatabaseError ? cause.code : undefined;
}
