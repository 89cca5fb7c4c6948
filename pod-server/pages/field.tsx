import type { VNode } from 'preact';

export interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'email' | 'password' | 'url';
  readonly autocomplete:
    | 'username'
    | 'email'
    | 'nickname'
    | 'url'
    | 'current-password'
    | 'new-password';
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly value?: string | undefined;
  readonly minlength?: number;
  readonly maxlength?: number;
  readonly pattern?: string;
}

/** A labelled input; hint and error are read out with it. */
export function Field({
  label,
  hint,
  error,
  type = 'text',
  name,
  value,
  ...more
}: FieldProps): VNode {
  const described = [
    hint === undefined ? undefined : `${name}-hint`,
    error === undefined ? undefined : `${name}-error`,
  ].filter((id) => id !== undefined);
  const input: Readonly<Record<string, unknown>> = {
    ...more,
    id: name,
    name,
    type,
    value,
    required: true,
    'aria-describedby': described.length === 0 ? undefined : described.join(' '),
    'aria-invalid': error === undefined ? undefined : 'true',
  };
  return (
    <div class="field">
      <label for={name}>{label}</label>
      {hint === undefined ? null : (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      <input {...input} />
      {error === undefined ? null : (
        <p class="error" id={`${name}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}
