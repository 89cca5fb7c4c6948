import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { City } from '../pod/city.ts';
import { Icon } from './icon.tsx';
import { useVoice } from './voice.ts';

export type SignInNotice = 'ended' | 'declined';

interface SignInProps {
  readonly city: City;
  readonly notice: SignInNotice | undefined;
}

const OTHER = 'other';
const promiseIcons = ['house', 'lock', 'unplug'];

/** The first page: what this is, and one form that leads to the citizen's own provider. */
export function SignInPage({ city, notice }: SignInProps): VNode {
  const { words } = useVoice();
  return (
    <div class="hero">
      <div>
        <h1>{words.signIn.title}</h1>
        <p class="lede">{words.signIn.lede}</p>
        {notice && (
          <div class="notice warm" role="status">
            <p>{words.signIn[notice]}</p>
          </div>
        )}
        <ProviderForm city={city} />
      </div>
      <ul class="promises">
        {words.signIn.promises.map(({ title, text }, index) => (
          <li key={title}>
            <Icon name={promiseIcons[index] ?? 'lock'} />
            <div>
              <h2>{title}</h2>
              <p>{text}</p>
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

type FormState = 'ready' | 'leaving' | 'emptyAddress' | 'unknownAddress';

function ProviderForm({ city: { providers } }: { readonly city: City }): VNode {
  const { words } = useVoice();
  const [choice, setChoice] = useState(providers[0]?.url ?? OTHER);
  const [address, setAddress] = useState('');
  const [state, setState] = useState<FormState>('ready');

  async function leave(event: Event): Promise<void> {
    event.preventDefault();
    if (choice === OTHER && address.trim() === '') return setState('emptyAddress');
    setState('leaving');
    try {
      const provider = choice === OTHER ? await findProvider(address) : choice;
      if (provider === undefined) return setState('unknownAddress');
      const { signIn } = await import('../pod/session.ts');
      await signIn(provider);
    } catch {
      // The library says in many ways that nobody answers there; for a person they are one.
      setState('unknownAddress');
    }
  }

  const error =
    state === 'emptyAddress' || state === 'unknownAddress' ? words.signIn[state] : undefined;
  return (
    <form class="card" noValidate onSubmit={(event) => void leave(event)}>
      <fieldset class="choice">
        <legend>{words.signIn.provider}</legend>
        {providers.map(({ name, url }, index) => (
          <label key={url}>
            <input
              type="radio"
              name="provider"
              value={url}
              checked={choice === url}
              onChange={() => setChoice(url)}
            />
            <span>
              {name}
              {index === 0 && <span class="hint under">{words.signIn.thisCity}</span>}
            </span>
          </label>
        ))}
        <label>
          <input
            type="radio"
            name="provider"
            value={OTHER}
            checked={choice === OTHER}
            onChange={() => setChoice(OTHER)}
          />
          <span>{words.signIn.other}</span>
        </label>
      </fieldset>
      {choice === OTHER && <AddressField address={address} error={error} onChange={setAddress} />}
      {choice !== OTHER && error && (
        <p class="error" role="alert">
          {error}
        </p>
      )}
      <button class="button" type="submit" aria-disabled={state === 'leaving'}>
        {words.signIn.button}
      </button>
      <p class="hint" role="status">
        {state === 'leaving' ? words.signIn.opening : words.signIn.next}
      </p>
    </form>
  );
}

interface AddressFieldProps {
  readonly address: string;
  readonly error: string | undefined;
  readonly onChange: (address: string) => void;
}

function AddressField({ address, error, onChange }: AddressFieldProps): VNode {
  const { words } = useVoice();
  return (
    <div class="field">
      <label for="address">{words.signIn.address}</label>
      <input
        id="address"
        type="text"
        inputMode="url"
        autoComplete="url"
        autoCapitalize="none"
        spellcheck={false}
        value={address}
        aria-describedby={error === undefined ? 'address-hint' : 'address-hint address-error'}
        aria-invalid={error !== undefined}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <p class="hint" id="address-hint">
        {words.signIn.addressHint}
      </p>
      {error && (
        <p class="error" id="address-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

async function findProvider(address: string): Promise<string | undefined> {
  const { providerAt } = await import('../pod/provider.ts');
  return providerAt(address);
}
