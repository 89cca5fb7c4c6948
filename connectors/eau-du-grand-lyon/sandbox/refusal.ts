import type { NextFunction, Request, Response } from 'express';

/** An answer of the simulated web space other than a good one. */
export class SandboxRefusal extends Error {
  override readonly name = 'SandboxRefusal';
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, message: string, retryAfterSeconds?: number) {
    super(message);
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export function sayRefusal(
  error: unknown,
  _request: Request,
  response: Response,
  next: NextFunction,
): void {
  if (!(error instanceof SandboxRefusal)) {
    next(error);
    return;
  }
  const { status, message, retryAfterSeconds } = error;
  if (retryAfterSeconds !== undefined) response.setHeader('retry-after', retryAfterSeconds);
  response.status(status).json({ code: String(status), message });
}
