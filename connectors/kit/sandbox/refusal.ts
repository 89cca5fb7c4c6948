import type { ErrorRequestHandler, Request } from 'express';

/** An answer of a simulated partner other than a good one; each words it in its own way. */
export class SandboxRefusal extends Error {
  override readonly name = 'SandboxRefusal';
  readonly status: number;
  /** The partner's own; the message, where it has no codes. */
  readonly code: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, code: string, message: string = code, retryAfterSeconds?: number) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Turns refusals into answers; `bodyOf` says them in the partner's words. What is no refusal is a fault of the simulation. */
export function sayRefusals(
  bodyOf: (refusal: SandboxRefusal, request: Request) => object,
): ErrorRequestHandler {
  return (error, request, response, next) => {
    if (!(error instanceof SandboxRefusal)) {
      next(error);
      return;
    }
    const { status, retryAfterSeconds } = error;
    if (retryAfterSeconds !== undefined) response.set('retry-after', String(retryAfterSeconds));
    response.status(status).json(bodyOf(error, request));
  };
}
