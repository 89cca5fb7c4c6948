import type { VNode } from 'preact';
import { SpaceField } from './sign-in.tsx';
import type { Words } from './words.ts';

interface AccountPlaces {
  readonly createSpace: string;
  readonly signOut: string;
  readonly removeKey: string;
}

interface Key {
  readonly id: string;
  readonly label: string;
}

interface AccountProps {
  readonly words: Words;
  readonly places: AccountPlaces;
  readonly spaces: readonly string[];
  readonly webIds: readonly string[];
  readonly keys: readonly Key[];
  readonly spaceName?: string | undefined;
  readonly fault?: string | undefined;
}

export function Account(props: AccountProps): VNode {
  const { words, places, spaces, webIds, keys } = props;
  return (
    <>
      <p class="lede">{words.accountLede}</p>
      <section class="card">
        <h2>{words.accountSpaces}</h2>
        {spaces.length === 0 ? <CreateSpace {...props} /> : <Addresses addresses={spaces} />}
      </section>
      <details>
        <summary>{words.details}</summary>
        <h2>{words.accountIdentity}</h2>
        <p>{words.accountIdentityWhat}</p>
        <Addresses addresses={webIds} />
        <h2>{words.accountKeys}</h2>
        {keys.length === 0 ? <p>{words.accountNoKeys}</p> : null}
        {keys.map(({ id, label }) => (
          <form key={id} method="post" action={places.removeKey}>
            <p>
              {label} <input type="hidden" name="key" value={id} />
              <button class="button danger" type="submit">
                {words.accountKeyRemove}
              </button>
            </p>
          </form>
        ))}
      </details>
      <form method="post" action={places.signOut}>
        <p class="buttons">
          <button class="button quiet" type="submit">
            {words.accountSignOut}
          </button>
        </p>
      </form>
    </>
  );
}

function CreateSpace({ words, places, spaceName, fault }: AccountProps): VNode {
  return (
    <form method="post" action={places.createSpace}>
      <p>{words.accountNoSpace}</p>
      <SpaceField words={words} value={spaceName} error={fault} />
      <p class="buttons">
        <button class="button" type="submit">
          {words.homeSignUp}
        </button>
      </p>
    </form>
  );
}

function Addresses({ addresses }: { addresses: readonly string[] }): VNode {
  return (
    <ul>
      {addresses.map((address) => (
        <li key={address}>{address}</li>
      ))}
    </ul>
  );
}
