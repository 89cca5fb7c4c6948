/** What a run must know of the one before: which contracts it laid, so that one which is gone can be seen to be gone. */
export interface MaifCheckpoint {
  readonly version: 1;
  /** A mark of the member whose contracts these are; another member's run says nothing about them. */
  readonly member?: string;
  /** Keys of the contracts that MAIF listed. */
  readonly contractKeys: readonly string[];
}

export const firstCheckpoint: MaifCheckpoint = { version: 1, contractKeys: [] };

const MARK = /^[0-9a-f]{16}$/;

/** What a journal kept; a checkpoint that cannot be read means to start from the beginning, which loses nothing. */
export function parseCheckpoint(stored: unknown): MaifCheckpoint {
  return isCheckpoint(stored) ? stored : firstCheckpoint;
}

function isCheckpoint(stored: unknown): stored is MaifCheckpoint {
  if (typeof stored !== 'object' || stored === null) return false;
  const { version, member, contractKeys } = stored as Readonly<Record<string, unknown>>;
  return (
    version === 1 &&
    (member === undefined || isMark(member)) &&
    Array.isArray(contractKeys) &&
    contractKeys.every(isMark)
  );
}

const isMark = (value: unknown): boolean => typeof value === 'string' && MARK.test(value);
