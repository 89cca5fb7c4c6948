import { sayRefusals } from '../../kit/sandbox/refusal.ts';

/** The two dialects, and OAuth 2.0, word a refusal differently. */
export const sayRefusal = sayRefusals(({ status, code, message }, { path }) => {
  if (path.includes('/oauth2/')) return { error: code, error_description: message };
  return path.startsWith('/berlin/')
    ? { tppMessages: [{ category: 'ERROR', code, text: message }] }
    : { status, error: code, message, path };
});
