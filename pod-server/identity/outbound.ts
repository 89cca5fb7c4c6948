/** The part of the egress that the chassis uses: nothing else in it reaches out. */
export interface Outbound {
  fetch(
    url: string,
    options?: { readonly accept?: string },
  ): Promise<{
    readonly status: number;
    readonly contentType: string;
    /** After redirects. */
    readonly url: string;
    readonly body: Buffer;
  }>;
}
