import type { ErrorRequestHandler } from 'express';

/** An answer other than 200, as the account would word it. */
export class SandboxRefusal extends Error {
  override readonly name = 'SandboxRefusal';
  readonly status: number;
  /** LoopBack's name of an error, or the `error` of RFC 6749 at the sign-in. */
  readonly code: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, code: string, message: string, retryAfterSeconds?: number) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export const sayRefusal: ErrorRequestHandler = (error, request, response, next) => {
  if (!(error instanceof SandboxRefusal)) {
    next(error);
    return;
  }
  const { status, code, message, retryAfterSeconds } = error;
  if (retryAfterSeconds !== undefined) response.setHeader('retry-after', retryAfterSeconds);
  const atSignIn = request.path.startsWith('/auth/');
  response
    .status(status)
    .json(
      atSignIn
        ? { error: code, error_description: message }
        : { error: { statusCode: status, name: code, message } },
    );
};
