import { sayRefusals } from '../../kit/sandbox/refusal.ts';

export const sayRefusal = sayRefusals(({ status, message }) => ({ code: String(status), message }));
