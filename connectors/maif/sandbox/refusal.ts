import { sayRefusals } from '../../kit/sandbox/refusal.ts';

/** In the words of OAuth 2.0 (RFC 6749, §5.2). */
export const sayRefusal = sayRefusals(({ code }) => ({
  error: code,
  error_description: 'The simulation refuses.',
}));
