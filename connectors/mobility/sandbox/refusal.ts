import { sayRefusals } from '../../kit/sandbox/refusal.ts';

/** LoopBack's words for an error, and those of RFC 6749 at the sign-in. */
export const sayRefusal = sayRefusals(({ status, code, message }, { path }) =>
  path.startsWith('/auth/')
    ? { error: code, error_description: message }
    : { error: { statusCode: status, name: code, message } },
);
