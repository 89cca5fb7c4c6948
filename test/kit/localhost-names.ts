import { lookup } from 'node:dns';
import { Agent, getGlobalDispatcher, setGlobalDispatcher } from 'undici';

/** Lets `fetch` find every name below localhost on this machine, as browsers do (RFC 6761, §6.3). Returns what undoes it. */
export function findLocalhostNames(): () => Promise<void> {
  const before = getGlobalDispatcher();
  const agent = new Agent({
    connect: {
      lookup: (name, options, found) =>
        lookup(name.endsWith('.localhost') ? 'localhost' : name, options, found),
    },
  });
  setGlobalDispatcher(agent);
  return async () => {
    setGlobalDispatcher(before);
    await agent.close();
  };
}
