/** The words that access rules are written in (WAC 1.0.0, §2.2: namespaces). */
const ACL = 'http://www.w3.org/ns/auth/acl#';

export const acl = {
  Authorization: `${ACL}Authorization`,
  accessTo: `${ACL}accessTo`,
  default: `${ACL}default`,
  mode: `${ACL}mode`,
  agent: `${ACL}agent`,
  agentClass: `${ACL}agentClass`,
  agentGroup: `${ACL}agentGroup`,
  origin: `${ACL}origin`,
  AuthenticatedAgent: `${ACL}AuthenticatedAgent`,
  Read: `${ACL}Read`,
  Append: `${ACL}Append`,
  Write: `${ACL}Write`,
  Control: `${ACL}Control`,
} as const;

export const rdfType = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';
export const foafAgent = 'http://xmlns.com/foaf/0.1/Agent';
export const vcardHasMember = 'http://www.w3.org/2006/vcard/ns#hasMember';
export const solidOidcIssuer = 'http://www.w3.org/ns/solid/terms#oidcIssuer';
