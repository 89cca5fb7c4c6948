// Made from the Turtle files beside it; `npx vitest run -u test/vocab` makes it anew.
export const trb = {
  personalDataCategory: 'https://w3id.org/traboule#personalDataCategory',
  sensitivity: 'https://w3id.org/traboule#sensitivity',
  EnergyUsage: 'https://w3id.org/traboule#EnergyUsage',
  Contract: 'https://w3id.org/traboule#Contract',
  contractStatus: 'https://w3id.org/traboule#contractStatus',
  supplierName: 'https://w3id.org/traboule#supplierName',
  tariffLabel: 'https://w3id.org/traboule#tariffLabel',
  DeliveryPoint: 'https://w3id.org/traboule#DeliveryPoint',
  deliveryPointId: 'https://w3id.org/traboule#deliveryPointId',
  energyVector: 'https://w3id.org/traboule#energyVector',
  flowDirection: 'https://w3id.org/traboule#flowDirection',
  offPeakHours: 'https://w3id.org/traboule#offPeakHours',
  DailyRange: 'https://w3id.org/traboule#DailyRange',
  fromTime: 'https://w3id.org/traboule#fromTime',
  toTime: 'https://w3id.org/traboule#toTime',
  EnergyContract: 'https://w3id.org/traboule#EnergyContract',
  subscribedPower: 'https://w3id.org/traboule#subscribedPower',
  gridSegment: 'https://w3id.org/traboule#gridSegment',
  MeterMonth: 'https://w3id.org/traboule#MeterMonth',
  month: 'https://w3id.org/traboule#month',
  total: 'https://w3id.org/traboule#total',
  peakPower: 'https://w3id.org/traboule#peakPower',
  coverage: 'https://w3id.org/traboule#coverage',
  block: 'https://w3id.org/traboule#block',
  IntervalBlock: 'https://w3id.org/traboule#IntervalBlock',
  start: 'https://w3id.org/traboule#start',
  step: 'https://w3id.org/traboule#step',
  values: 'https://w3id.org/traboule#values',
  numberList: 'https://w3id.org/traboule#numberList',
  Dwelling: 'https://w3id.org/traboule#Dwelling',
  floorArea: 'https://w3id.org/traboule#floorArea',
  energyLabel: 'https://w3id.org/traboule#energyLabel',
  heatingEnergy: 'https://w3id.org/traboule#heatingEnergy',
  inseeCode: 'https://w3id.org/traboule#inseeCode',
  Connection: 'https://w3id.org/traboule#Connection',
  partner: 'https://w3id.org/traboule#partner',
  connector: 'https://w3id.org/traboule#connector',
  connectionState: 'https://w3id.org/traboule#connectionState',
  reason: 'https://w3id.org/traboule#reason',
  dataContainer: 'https://w3id.org/traboule#dataContainer',
  firstDay: 'https://w3id.org/traboule#firstDay',
  lastDay: 'https://w3id.org/traboule#lastDay',
  partnerConsentUntil: 'https://w3id.org/traboule#partnerConsentUntil',
  MobilityAccount: 'https://w3id.org/traboule#MobilityAccount',
  certifiedValue: 'https://w3id.org/traboule#certifiedValue',
  CertifiedValue: 'https://w3id.org/traboule#CertifiedValue',
  certifiedProperty: 'https://w3id.org/traboule#certifiedProperty',
  certifiedBy: 'https://w3id.org/traboule#certifiedBy',
  MobilityPass: 'https://w3id.org/traboule#MobilityPass',
  operatorName: 'https://w3id.org/traboule#operatorName',
  passPeriodicity: 'https://w3id.org/traboule#passPeriodicity',
  zoneMin: 'https://w3id.org/traboule#zoneMin',
  zoneMax: 'https://w3id.org/traboule#zoneMax',
  MobilityPurchaseMonth: 'https://w3id.org/traboule#MobilityPurchaseMonth',
  MobilityPurchase: 'https://w3id.org/traboule#MobilityPurchase',
  TripMonth: 'https://w3id.org/traboule#TripMonth',
  Trip: 'https://w3id.org/traboule#Trip',
  tripRecord: 'https://w3id.org/traboule#tripRecord',
  travelMode: 'https://w3id.org/traboule#travelMode',
  tripDistance: 'https://w3id.org/traboule#tripDistance',
  distanceRecord: 'https://w3id.org/traboule#distanceRecord',
  startArea: 'https://w3id.org/traboule#startArea',
  endArea: 'https://w3id.org/traboule#endArea',
  occupants: 'https://w3id.org/traboule#occupants',
  emittedGrams: 'https://w3id.org/traboule#emittedGrams',
  emissionFactor: 'https://w3id.org/traboule#emissionFactor',
  EmissionFactor: 'https://w3id.org/traboule#EmissionFactor',
  gramsPerKilometre: 'https://w3id.org/traboule#gramsPerKilometre',
  factorSource: 'https://w3id.org/traboule#factorSource',
  factorYear: 'https://w3id.org/traboule#factorYear',
  factorVerified: 'https://w3id.org/traboule#factorVerified',
} as const;

/** States of a connection @public */
export const connectionStates = {
  connected: 'https://w3id.org/traboule#state-connected',
  syncing: 'https://w3id.org/traboule#state-syncing',
  'waiting-for-partner': 'https://w3id.org/traboule#state-waiting-for-partner',
  'needs-you': 'https://w3id.org/traboule#state-needs-you',
  'partner-down': 'https://w3id.org/traboule#state-partner-down',
  paused: 'https://w3id.org/traboule#state-paused',
  revoked: 'https://w3id.org/traboule#state-revoked',
} as const;

/** Contract statuses @public */
export const contractStatuses = {
  pending: 'https://w3id.org/traboule#contract-pending',
  active: 'https://w3id.org/traboule#contract-active',
  ended: 'https://w3id.org/traboule#contract-ended',
} as const;

/** Energy vectors @public */
export const energyVectors = {
  electricity: 'https://w3id.org/traboule#vector-electricity',
  gas: 'https://w3id.org/traboule#vector-gas',
  heat: 'https://w3id.org/traboule#vector-heat',
  wood: 'https://w3id.org/traboule#vector-wood',
  oil: 'https://w3id.org/traboule#vector-oil',
} as const;

/** Flow directions @public */
export const flowDirections = {
  consumption: 'https://w3id.org/traboule#flow-consumption',
  production: 'https://w3id.org/traboule#flow-production',
} as const;

/** Identity sources @public */
export const identitySources = {
  franceconnect: 'https://w3id.org/traboule#identity-source-franceconnect',
  account: 'https://w3id.org/traboule#identity-source-account',
} as const;

/** Reading qualities @public */
export const readingQualities = {
  measured: 'https://w3id.org/traboule#quality-measured',
  estimated: 'https://w3id.org/traboule#quality-estimated',
  corrected: 'https://w3id.org/traboule#quality-corrected',
} as const;

/** Sensitivities @public */
export const sensitivities = {
  neutral: 'https://w3id.org/traboule#sensitivity-neutral',
  personal: 'https://w3id.org/traboule#sensitivity-personal',
  revealing: 'https://w3id.org/traboule#sensitivity-revealing',
} as const;

/** Tariff periods @public */
export const tariffPeriods = {
  BASE: 'https://w3id.org/traboule#period-BASE',
  HP: 'https://w3id.org/traboule#period-HP',
  HC: 'https://w3id.org/traboule#period-HC',
  HPJB: 'https://w3id.org/traboule#period-HPJB',
  HCJB: 'https://w3id.org/traboule#period-HCJB',
  HPJW: 'https://w3id.org/traboule#period-HPJW',
  HCJW: 'https://w3id.org/traboule#period-HCJW',
  HPJR: 'https://w3id.org/traboule#period-HPJR',
  HCJR: 'https://w3id.org/traboule#period-HCJR',
  HN: 'https://w3id.org/traboule#period-HN',
  PM: 'https://w3id.org/traboule#period-PM',
} as const;

/** Travel modes @public */
export const travelModes = {
  walk: 'https://w3id.org/traboule#mode-walk',
  bicycle: 'https://w3id.org/traboule#mode-bicycle',
  bus: 'https://w3id.org/traboule#mode-bus',
  tram: 'https://w3id.org/traboule#mode-tram',
  metro: 'https://w3id.org/traboule#mode-metro',
  train: 'https://w3id.org/traboule#mode-train',
  boat: 'https://w3id.org/traboule#mode-boat',
  car: 'https://w3id.org/traboule#mode-car',
  motorcycle: 'https://w3id.org/traboule#mode-motorcycle',
  other: 'https://w3id.org/traboule#mode-other',
} as const;

/** Trip records @public */
export const tripRecords = {
  validation: 'https://w3id.org/traboule#record-validation',
  hire: 'https://w3id.org/traboule#record-hire',
  'car-pool-driver': 'https://w3id.org/traboule#record-car-pool-driver',
  'car-pool-passenger': 'https://w3id.org/traboule#record-car-pool-passenger',
  trace: 'https://w3id.org/traboule#record-trace',
} as const;
