/** The account API of @solid/community-server, as far as a city needs it. */

export interface ClientCredentials {
  readonly id: string;
  readonly secret: string;
}

/** A key to the identity of an account. Throws when the server offers none, or does not know the account. */
export async function issueClientCredentials(
  pods: string,
  {
    email,
    password,
    name,
  }: { readonly email: string; readonly password: string; readonly name: string },
): Promise<ClientCredentials> {
  const open = await accountApi(`${pods}.account/`);
  const { authorization } = await accountApi(linkIn(open, 'password', 'login'), {
    body: { email, password },
  });
  const account = await accountApi(`${pods}.account/`, { authorization });
  const { webIdLinks } = await accountApi(linkIn(account, 'account', 'webId'), { authorization });
  const [webId] = Object.keys(webIdLinks as Record<string, string>);
  return (await accountApi(linkIn(account, 'account', 'clientCredentials'), {
    authorization,
    body: { name, webId },
  })) as unknown as ClientCredentials;
}

async function accountApi(
  url: string,
  { authorization, body }: { authorization?: unknown; body?: unknown } = {},
): Promise<Record<string, unknown>> {
  const answer = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      accept: 'application/json',
      ...(authorization === undefined
        ? {}
        : { authorization: `CSS-Account-Token ${authorization}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok)
    throw new Error(`The pod server answered ${answer.status} at ${new URL(url).pathname}.`);
  return (await answer.json()) as Record<string, unknown>;
}

function linkIn(account: Record<string, unknown>, group: string, name: string): string {
  const controls = account.controls as Record<string, Record<string, string>>;
  const link = controls[group]?.[name];
  if (link === undefined)
    throw new Error(`The pod server's account API offers no "${group}.${name}".`);
  return link;
}
