import { sayRefusals } from '../../kit/sandbox/refusal.ts';

/** The two generations word a refusal differently. */
export const sayRefusal = sayRefusals(({ code, message }, { path }) =>
  path.includes('/v5/')
    ? { error: code, error_description: message, error_uri: '' }
    : { code, message },
);
