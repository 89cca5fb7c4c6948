import type { NextFunction, Request, Response } from 'express';

/** An answer of the simulated MAIF other than 200, in the words of OAuth 2.0 (RFC 6749, §5.2). */
export class SandboxRefusal extends Error {
  override readonly name = 'SandboxRefusal';
  readonly status: number;
  readonly code: string;
  readonly retryAfterSeconds?: number;

  constructor(status: number, code: string, retryAfterSeconds?: number) {
    super(code);
    this.status = status;
    this.code = code;
    if (retryAfterSeconds !== undefined) this.retryAfterSeconds = retryAfterSeconds;
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
  const { status, code, retryAfterSeconds } = error;
  if (retryAfterSeconds !== undefined) response.set('retry-after', String(retryAfterSeconds));
  response.status(status).json({ error: code, error_description: 'The simulation refuses.' });
}
