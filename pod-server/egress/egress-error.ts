export type EgressErrorCode =
  /** The address is not one that this server may ask. */
  | 'NOT_ALLOWED'
  /** No name, no connection, or one that broke. */
  | 'UNREACHABLE'
  | 'TOO_SLOW'
  | 'TOO_LARGE'
  | 'TOO_MANY_REDIRECTS'
  /** What came back is no HTTP that we can read. */
  | 'BAD_ANSWER'
  /** Too many requests are under way; try again later. */
  | 'BUSY';

/** Why an outbound request has no answer. The message is for logs, never for whoever named the address. */
export class EgressError extends Error {
  override readonly name = 'EgressError';
  readonly code: EgressErrorCode;

  public constructor(code: EgressErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
