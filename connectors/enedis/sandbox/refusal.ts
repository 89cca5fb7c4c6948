/** An answer of the simulated Enedis other than 200, as the gateway would word it. */
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

/** The two generations word a refusal differently. */
export function bodyOf(refusal: SandboxRefusal, isV5: boolean): object {
  return isV5
    ? { error: refusal.code, error_description: refusal.message, error_uri: '' }
    : { code: refusal.code, message: refusal.message };
}
