import type { VNode } from 'preact';
import type { Trouble } from '../core/trouble.ts';
import { useVoice } from './voice.ts';

interface TroubleProps {
  readonly trouble: Trouble;
  readonly onAgain: () => void;
  readonly onSignIn: () => void;
}

/** What happened, what it means, and one button. */
export function TroublePage({ trouble, onAgain, onSignIn }: TroubleProps): VNode {
  const { words } = useVoice();
  const { title, text } = words.trouble[trouble];
  const signIn = trouble === 'ended' || trouble === 'refused';
  return (
    <div role="alert">
      <h1>{title}</h1>
      <p class="lede">{text}</p>
      <button class="button" type="button" onClick={signIn ? onSignIn : onAgain}>
        {signIn ? words.trouble.signIn : words.trouble.again}
      </button>
    </div>
  );
}
