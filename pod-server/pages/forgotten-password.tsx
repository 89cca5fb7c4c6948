import type { VNode } from 'preact';
import { Field } from './field.tsx';
import { type FormPlaces, NewPasswordField } from './sign-in.tsx';
import type { Words } from './words.ts';

interface ForgotProps {
  readonly words: Words;
  readonly places: FormPlaces;
  readonly sent: boolean;
}

export function ForgottenPassword({ words, places, sent }: ForgotProps): VNode {
  if (sent)
    return (
      <>
        <p class="notice good" role="status">
          {words.forgotSent}
        </p>
        <p>{words.forgotNoMail}</p>
        <p>
          <a href={places.signIn}>{words.signInTitle}</a>
        </p>
      </>
    );
  return (
    <>
      <p class="lede">{words.forgotLede}</p>
      <form method="post" action={places.forgot}>
        <Field name="email" type="email" label={words.email} autocomplete="username" />
        <p class="buttons">
          <button class="button" type="submit">
            {words.forgotSubmit}
          </button>
        </p>
      </form>
      <p>
        <a href={places.signIn}>{words.signInTitle}</a>
      </p>
    </>
  );
}

interface ResetProps {
  readonly words: Words;
  readonly places: FormPlaces;
  readonly recordId: string;
  readonly tooShort: boolean;
  readonly stale: boolean;
}

export function NewPassword({ words, places, recordId, tooShort, stale }: ResetProps): VNode {
  if (stale)
    return (
      <>
        <p class="notice wrong" role="alert">
          {words.resetStale}
        </p>
        <p class="buttons">
          <a class="button" href={places.forgot}>
            {words.forgotSubmit}
          </a>
        </p>
      </>
    );
  return (
    <>
      <p class="lede">{words.resetLede}</p>
      <form method="post">
        <input type="hidden" name="recordId" value={recordId} />
        <NewPasswordField words={words} error={tooShort ? words.passwordShort : undefined} />
        <p class="buttons">
          <button class="button" type="submit">
            {words.resetSubmit}
          </button>
        </p>
      </form>
    </>
  );
}
