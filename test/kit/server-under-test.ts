/** The proofs hold any Solid server to the same promises: POD_SERVER=stock shows what an unmodified one keeps of them. */
import {
  type Citizen,
  type PodServer,
  type StartOptions,
  startPodServer,
  startStockServer,
} from './pod-servers.ts';

export function startServerUnderTest(options: StartOptions = {}): Promise<PodServer> {
  return process.env.POD_SERVER === 'stock' ? startStockServer(options) : startPodServer(options);
}

/** Makes a container in which anybody may read and write, and its owner everything. */
export async function makePublicContainer(owner: Citizen, name: string): Promise<string> {
  const url = `${owner.podUrl}${name}/`;
  const rules = `@prefix acl: <http://www.w3.org/ns/auth/acl#>.
<#owner> a acl:Authorization; acl:agent <${owner.webId}>; acl:accessTo <${url}>; acl:default <${url}>;
  acl:mode acl:Read, acl:Write, acl:Control.
<#public> a acl:Authorization; acl:agentClass <http://xmlns.com/foaf/0.1/Agent>;
  acl:accessTo <${url}>; acl:default <${url}>; acl:mode acl:Read, acl:Write.`;
  await put(owner, url, '');
  await put(owner, `${url}.acl`, rules);
  return url;
}

async function put(owner: Citizen, url: string, body: string): Promise<void> {
  const headers = { 'content-type': 'text/turtle' };
  const answer = await owner.fetch(url, { method: 'PUT', headers, body });
  if (!answer.ok) throw new Error(`PUT ${url}: ${answer.status} ${await answer.text()}`);
}
