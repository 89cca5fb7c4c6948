import type { VNode } from 'preact';
import { Field } from './field.tsx';
import type { Words } from './words.ts';

/** A password's length that the French data protection authority accepts without further rules for a guarded sign-in. */
export const PASSWORD_LENGTH_MIN = 12;
export const SPACE_NAME_PATTERN = '[a-z0-9](?:[a-z0-9\\-]{0,38}[a-z0-9])';

/** Addresses of the forms, below the account index. */
export interface FormPlaces {
  readonly signIn: string;
  readonly signUp: string;
  readonly forgot: string;
}

export function Welcome({ words, places }: { words: Words; places: FormPlaces }): VNode {
  return (
    <>
      <p class="lede">{words.homeLede}</p>
      <p>{words.homeWhat}</p>
      <p class="buttons">
        <a class="button" href={places.signUp}>
          {words.homeSignUp}
        </a>
        <a class="button quiet" href={places.signIn}>
          {words.homeSignIn}
        </a>
      </p>
    </>
  );
}

export interface SignInProps {
  readonly words: Words;
  readonly places: FormPlaces;
  readonly forApp: boolean;
  readonly email?: string | undefined;
  /** A sentence above the form: what went wrong, or what went well before. */
  readonly problem?: string | undefined;
  readonly news?: string | undefined;
}

export function SignIn({ words, places, forApp, email, problem, news }: SignInProps): VNode {
  return (
    <>
      <p class="lede">{forApp ? words.signInForApp : words.signInLede}</p>
      {news === undefined ? null : (
        <p class="notice good" role="status">
          {news}
        </p>
      )}
      {problem === undefined ? null : (
        <p class="notice wrong" role="alert">
          {problem}
        </p>
      )}
      <form method="post" action={places.signIn}>
        <Field
          name="email"
          type="email"
          label={words.email}
          autocomplete="username"
          value={email}
        />
        <Field
          name="password"
          type="password"
          label={words.password}
          autocomplete="current-password"
        />
        <p>
          <label>
            <input type="checkbox" name="remember" value="yes" /> {words.signInRemember}
          </label>
        </p>
        <p class="buttons">
          <button class="button" type="submit">
            {words.signInSubmit}
          </button>
        </p>
      </form>
      <p>
        {words.signInNoAccount} <a href={places.signUp}>{words.homeSignUp}</a>
      </p>
      <p>
        <a href={places.forgot}>{words.signInForgot}</a>
      </p>
    </>
  );
}

interface SignUpAnswers {
  readonly space?: string | undefined;
  readonly email?: string | undefined;
}

export interface SignUpFaults {
  readonly space?: string | undefined;
  readonly email?: string | undefined;
  readonly password?: string | undefined;
}

export interface SignUpProps {
  readonly words: Words;
  readonly places: FormPlaces;
  readonly forApp: boolean;
  readonly answers?: SignUpAnswers;
  readonly faults?: SignUpFaults;
}

export function SignUp({ words, places, forApp, answers, faults }: SignUpProps): VNode {
  return (
    <>
      <p class="lede">{words.signUpLede}</p>
      {forApp ? <p>{words.signUpForApp}</p> : null}
      <form method="post" action={places.signUp}>
        <SpaceField words={words} value={answers?.space} error={faults?.space} />
        <Field
          name="email"
          type="email"
          label={words.email}
          hint={words.emailHint}
          autocomplete="email"
          value={answers?.email}
          error={faults?.email}
        />
        <NewPasswordField words={words} error={faults?.password} />
        <p class="buttons">
          <button class="button" type="submit">
            {words.signUpSubmit}
          </button>
        </p>
      </form>
      <p>
        <a href={places.signIn}>{words.signUpHaveOne}</a>
      </p>
    </>
  );
}

interface PartProps {
  readonly words: Words;
  readonly value?: string | undefined;
  readonly error?: string | undefined;
}

export function SpaceField({ words, value, error }: PartProps): VNode {
  return (
    <Field
      name="name"
      label={words.space}
      hint={words.spaceHint}
      autocomplete="nickname"
      pattern={SPACE_NAME_PATTERN}
      maxlength={40}
      value={value}
      error={error}
    />
  );
}

export function NewPasswordField({ words, error }: PartProps): VNode {
  return (
    <Field
      name="password"
      type="password"
      label={words.password}
      hint={words.passwordHint}
      autocomplete="new-password"
      minlength={PASSWORD_LENGTH_MIN}
      error={error}
    />
  );
}
