import { AsyncLocalStorage } from 'node:async_hooks';

/** The address that a request came from, for the limit on wrong guesses; set by whoever lets the request in. */
export const visitorAddress = new AsyncLocalStorage<string>();
