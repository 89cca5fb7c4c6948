import type { VNode } from 'preact';
import type { Words } from './words.ts';

interface LogoutProps {
  readonly words: Words;
  /** The provider's form, whose hidden fields prove that the question was asked; its id is "op.logoutForm". */
  readonly form: string;
}

export function Logout({ words, form }: LogoutProps): VNode {
  return (
    <>
      <p class="lede">{words.logoutQuestion}</p>
      <div dangerouslySetInnerHTML={{ __html: form }} />
      <p class="buttons">
        <button class="button" type="submit" form="op.logoutForm" name="logout" value="yes">
          {words.logoutYes}
        </button>
        <button class="button" type="submit" form="op.logoutForm">
          {words.logoutNo}
        </button>
      </p>
    </>
  );
}

export function LoggedOut({ words }: { words: Words }): VNode {
  return <p class="lede">{words.logoutDone}</p>;
}
