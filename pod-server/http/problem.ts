/** What went wrong, for whoever sent the request; becomes problem details (RFC 9457) or a page. */

/**
 * Thrown by what stands behind the door, caught once, at the door. The code names the sentence (problem-words.fr.ts and .en.ts);
 * the values fill its blanks. A problem says what the client did: it has no stack worth keeping.
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly values: Readonly<Record<string, string | number>>;
  readonly headers: Readonly<Record<string, string>>;

  public constructor(
    status: number,
    code: string,
    values: Readonly<Record<string, string | number>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(code);
    this.status = status;
    this.code = code;
    this.values = values;
    this.headers = headers;
  }
}
