import type { NextFunction, Request, Response } from 'express';

/** An answer of the simulated bank other than a good one. */
export class SandboxRefusal extends Error {
  override readonly name = 'SandboxRefusal';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The two dialects, and OAuth 2.0, word a refusal differently. */
export function sayRefusal(
  error: unknown,
  request: Request,
  response: Response,
  next: NextFunction,
): void {
  if (!(error instanceof SandboxRefusal)) {
    next(error);
    return;
  }
  const { status, code, message } = error;
  response.status(status);
  if (request.path.includes('/oauth2/')) {
    response.json({ error: code, error_description: message });
  } else if (request.path.startsWith('/berlin/')) {
    response.json({ tppMessages: [{ category: 'ERROR', code, text: message }] });
  } else {
    response.json({ status, error: code, message, path: request.path });
  }
}
