import type { ComponentChildren, VNode } from 'preact';
import { render } from 'preact-render-to-string';

/** A page of a simulation, which says on every page whose it is not. */
export interface SandboxPage {
  /** With its article where French wants one: "d’Enedis", "de GRDF", "de la banque". */
  readonly ofPartner: string;
  readonly title: string;
  /** Whence its data comes. */
  readonly origin?: string;
}

export function sandboxPage(page: SandboxPage, content: ComponentChildren): string {
  return `<!doctype html>${render(<Frame {...page}>{content}</Frame>)}`;
}

/** For a request that no page can be made of. */
export function refusedPage(ofPartner: string, sentence: string): string {
  return sandboxPage(
    { ofPartner, title: 'Demande refusée' },
    <>
      <h1>Cette demande n’est pas valable</h1>
      <p>{sentence}</p>
    </>,
  );
}

function Frame({
  ofPartner,
  title,
  origin,
  children,
}: SandboxPage & { children: ComponentChildren }): VNode {
  return (
    <html lang="fr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} – simulation ${ofPartner}`}</title>
        <link rel="stylesheet" href="/sandbox/sandbox.css" />
      </head>
      <body>
        <header>
          <strong>Simulation {ofPartner}</strong>
          <span>Ce site n’est pas celui {ofPartner}. Les personnes sont inventées.</span>
        </header>
        <main>{children}</main>
        {origin === undefined ? null : <footer>{origin}</footer>}
      </body>
    </html>
  );
}
