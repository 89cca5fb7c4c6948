import type { NextFunction, Request, Response } from 'express';

/** An answer of the simulated GRDF other than 2xx. */
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
  if (error.status === 429) response.set('Retry-After', '30');
  response.status(error.status).json({
    code_statut_traitement: error.code,
    message_retour_traitement: error.message,
  });
}
