// The public terms that we use, each list under the document in which its names were looked up.
// The PURE marks let a bundler leave out the lists that an app does not use.

export const trbNamespace = 'https://w3id.org/traboule#';

/** The prefixes under which documents and pages show these terms. */
export const namespaces = {
  acl: 'http://www.w3.org/ns/auth/acl#',
  cc: 'http://creativecommons.org/ns#',
  dcterms: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  ldp: 'http://www.w3.org/ns/ldp#',
  locn: 'http://www.w3.org/ns/locn#',
  oidc: 'http://www.w3.org/ns/solid/oidc#',
  owl: 'http://www.w3.org/2002/07/owl#',
  pd: 'https://w3id.org/dpv/pd#',
  prov: 'http://www.w3.org/ns/prov#',
  qudt: 'http://qudt.org/schema/qudt/',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
  saref: 'https://saref.etsi.org/core/',
  schema: 'https://schema.org/',
  sh: 'http://www.w3.org/ns/shacl#',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  solid: 'http://www.w3.org/ns/solid/terms#',
  sosa: 'http://www.w3.org/ns/sosa/',
  space: 'http://www.w3.org/ns/pim/space#',
  trb: trbNamespace,
  unit: 'http://qudt.org/vocab/unit/',
  vann: 'http://purl.org/vocab/vann/',
  vcard: 'http://www.w3.org/2006/vcard/ns#',
  vs: 'http://www.w3.org/2003/06/sw-vocab-status/ns#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
} as const;

/** RDF 1.1 (www.w3.org/TR/rdf-schema) */
export const rdf = /* @__PURE__ */ terms(namespaces.rdf, 'type', 'Property', 'langString');

/** RDF Schema 1.1 (www.w3.org/TR/rdf-schema) */
export const rdfs = /* @__PURE__ */ terms(
  namespaces.rdfs,
  'Class',
  'Datatype',
  'Literal',
  'label',
  'comment',
  'seeAlso',
  'isDefinedBy',
  'subClassOf',
  'subPropertyOf',
  'domain',
  'range',
);

/** OWL 2 (www.w3.org/TR/owl2-overview) */
export const owl = /* @__PURE__ */ terms(
  namespaces.owl,
  'Ontology',
  'AnnotationProperty',
  'versionInfo',
  'imports',
);

/** XML Schema datatypes (www.w3.org/TR/xmlschema11-2) */
export const xsd = /* @__PURE__ */ terms(
  namespaces.xsd,
  'string',
  'boolean',
  'integer',
  'decimal',
  'date',
  'dateTime',
  'time',
  'duration',
  'gYear',
  'gYearMonth',
);

/** SKOS (www.w3.org/TR/skos-reference) */
export const skos = /* @__PURE__ */ terms(
  namespaces.skos,
  'Concept',
  'ConceptScheme',
  'prefLabel',
  'definition',
  'notation',
  'inScheme',
  'topConceptOf',
  'closeMatch',
  'relatedMatch',
);

/** Term status (www.w3.org/2003/06/sw-vocab-status/ns) */
export const vs = /* @__PURE__ */ terms(namespaces.vs, 'term_status');

/** Dublin Core terms (www.dublincore.org/specifications/dublin-core/dcmi-terms) */
export const dcterms = /* @__PURE__ */ terms(
  namespaces.dcterms,
  'title',
  'description',
  'license',
  'modified',
  'issued',
  'hasFormat',
);

/** Linked Data Platform 1.0 (www.w3.org/TR/ldp) */
export const ldp = /* @__PURE__ */ terms(
  namespaces.ldp,
  'contains',
  'inbox',
  'Resource',
  'Container',
  'BasicContainer',
);

/** Solid terms (github.com/solid/vocab, solid-terms.ttl) */
export const solid = /* @__PURE__ */ terms(
  namespaces.solid,
  'TypeIndex',
  'ListedDocument',
  'UnlistedDocument',
  'TypeRegistration',
  'forClass',
  'instance',
  'instanceContainer',
  'publicTypeIndex',
  'privateTypeIndex',
  'oidcIssuer',
  'account',
  'InsertDeletePatch',
  'inserts',
);

/** Workspace ontology (github.com/solid/vocab, space.n3) */
export const space = /* @__PURE__ */ terms(
  namespaces.space,
  'storage',
  'Storage',
  'preferencesFile',
  'ConfigurationFile',
);

/** Web Access Control (github.com/solid/vocab, acl.n3) */
export const acl = /* @__PURE__ */ terms(
  namespaces.acl,
  'Authorization',
  'agent',
  'agentClass',
  'accessTo',
  'default',
  'mode',
  'Read',
  'Write',
  'Append',
  'Control',
);

/**
 * The context of a client's own document (Solid-OIDC, §5.1).
 * @public
 */
export const solidOidcContext = 'https://www.w3.org/ns/solid/oidc-context.jsonld';

/** Solid-OIDC (github.com/solid/vocab, solid-oidc.ttl) */
export const oidc = /* @__PURE__ */ terms(namespaces.oidc, 'redirect_uris', 'client_name');

/** FOAF (xmlns.com/foaf/spec) */
export const foaf = /* @__PURE__ */ terms(
  namespaces.foaf,
  'Agent',
  'Person',
  'PersonalProfileDocument',
  'name',
  'nick',
  'maker',
  'primaryTopic',
);

/** vCard (www.w3.org/TR/vcard-rdf) */
export const vcard = /* @__PURE__ */ terms(namespaces.vcard, 'fn');

/** The form in which half of the tools still write schema.org; we read it and do not write it. */
export const schemaOverHttp = 'http://schema.org/';

/** schema.org 30.0 (github.com/schemaorg/schemaorg); its own source says https */
export const schema = /* @__PURE__ */ terms(
  namespaces.schema,
  'Accommodation',
  'Apartment',
  'House',
  'amount',
  'currency',
  'name',
  'alternateName',
  'telephone',
  'startDate',
  'endDate',
  'startTime',
  'endTime',
  'videoQuality',
  'orderNumber',
  'orderDate',
  'price',
  'priceCurrency',
  'hasPart',
  'temporalCoverage',
  'identifier',
  'value',
  'familyName',
  'givenName',
  'birthDate',
  'departureTime',
  'arrivalTime',
  'numberOfRooms',
  'yearBuilt',
  'Invoice',
  'accountId',
  'paymentDueDate',
  'scheduledPaymentDate',
  'paymentStatus',
  'validFrom',
  'validThrough',
  'PaymentDue',
  'PaymentComplete',
  'PaymentDeclined',
);

/** ISA Programme Location Core Vocabulary (www.w3.org/ns/locn) */
export const locn = /* @__PURE__ */ terms(
  namespaces.locn,
  'Address',
  'address',
  'thoroughfare',
  'locatorDesignator',
  'locatorName',
  'addressArea',
  'postCode',
  'postName',
  'adminUnitL1',
);

/** QUDT 3.1.0 schema (github.com/qudt/qudt-public-repo) */
export const qudt = /* @__PURE__ */ terms(namespaces.qudt, 'hasUnit');

/** QUDT 3.1.0 units (github.com/qudt/qudt-public-repo) */
export const unit = /* @__PURE__ */ terms(namespaces.unit, 'W-HR', 'KiloW-HR', 'L');

/** PROV-O (www.w3.org/TR/prov-o) */
export const prov = /* @__PURE__ */ terms(
  namespaces.prov,
  'Entity',
  'wasAttributedTo',
  'generatedAtTime',
);

/** SHACL (www.w3.org/TR/shacl) */
export const sh = /* @__PURE__ */ terms(
  namespaces.sh,
  'NodeShape',
  'targetClass',
  'message',
  'path',
);

type Terms<Namespace extends string, Name extends string> = {
  readonly [Key in Name]: `${Namespace}${Key}`;
};

function terms<const Namespace extends string, const Name extends string>(
  namespace: Namespace,
  ...names: readonly Name[]
): Terms<Namespace, Name> {
  return Object.fromEntries(names.map((name) => [name, namespace + name])) as Terms<
    Namespace,
    Name
  >;
}
