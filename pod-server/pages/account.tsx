import type { VNode } from 'preact';
import { Field } from './field.tsx';
import { SpaceField } from './sign-in.tsx';
import type { Words } from './words.ts';

interface AccountPlaces {
  readonly createSpace: string;
  readonly addIdentity: string;
  readonly removeIdentity: string;
  readonly signOut: string;
  readonly removeKey: string;
}

interface Key {
  readonly id: string;
  readonly label: string;
}

interface Identity {
  readonly id: string;
  readonly webId: string;
}

interface AccountProps {
  readonly words: Words;
  readonly places: AccountPlaces;
  readonly spaces: readonly string[];
  readonly identities: readonly Identity[];
  readonly keys: readonly Key[];
  readonly spaceName?: string | undefined;
  readonly fault?: string | undefined;
  /** An identity that could not be added yet. */
  readonly webId?: string | undefined;
  readonly identityFault?: string | undefined;
  /** The line that its document must show first. */
  readonly proof?: string | undefined;
}

export function Account(props: AccountProps): VNode {
  const { words, places, spaces, keys, proof, identityFault } = props;
  const isOpen = proof !== undefined || identityFault !== undefined;
  return (
    <>
      <p class="lede">{words.accountLede}</p>
      <section class="card">
        <h2>{words.accountSpaces}</h2>
        {spaces.length === 0 ? <CreateSpace {...props} /> : <Addresses addresses={spaces} />}
      </section>
      <details open={isOpen}>
        <summary>{words.details}</summary>
        <h2>{words.accountIdentity}</h2>
        <p>{words.accountIdentityWhat}</p>
        <Identities {...props} />
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

/** The last identity stays: without one no app would know whom it has before it. */
function Identities(props: AccountProps): VNode {
  const { words, places, identities, webId, identityFault, proof } = props;
  return (
    <>
      {identities.map((identity) => (
        <form key={identity.id} method="post" action={places.removeIdentity}>
          <p>
            {identity.webId} <input type="hidden" name="identity" value={identity.id} />
            {identities.length === 1 ? null : (
              <button class="button danger" type="submit">
                {words.identityRemove}
              </button>
            )}
          </p>
        </form>
      ))}
      <form method="post" action={places.addIdentity}>
        {proof === undefined ? null : (
          <p class="notice" role="status">
            {words.identityProof} <code>{proof}</code>
          </p>
        )}
        <Field
          name="webId"
          type="url"
          autocomplete="url"
          label={words.identityOther}
          hint={words.identityOtherHint}
          value={webId}
          error={identityFault}
        />
        <p class="buttons">
          <button class="button quiet" type="submit">
            {words.identityAdd}
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
