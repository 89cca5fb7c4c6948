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
  readingInterval: 'https://w3id.org/traboule#readingInterval',
  gridEntryPoint: 'https://w3id.org/traboule#gridEntryPoint',
  EnergyContract: 'https://w3id.org/traboule#EnergyContract',
  subscribedPower: 'https://w3id.org/traboule#subscribedPower',
  gridSegment: 'https://w3id.org/traboule#gridSegment',
  annualReference: 'https://w3id.org/traboule#annualReference',
  usageProfile: 'https://w3id.org/traboule#usageProfile',
  MeterMonth: 'https://w3id.org/traboule#MeterMonth',
  month: 'https://w3id.org/traboule#month',
  total: 'https://w3id.org/traboule#total',
  totalGasVolume: 'https://w3id.org/traboule#totalGasVolume',
  peakPower: 'https://w3id.org/traboule#peakPower',
  coverage: 'https://w3id.org/traboule#coverage',
  block: 'https://w3id.org/traboule#block',
  IntervalBlock: 'https://w3id.org/traboule#IntervalBlock',
  start: 'https://w3id.org/traboule#start',
  step: 'https://w3id.org/traboule#step',
  values: 'https://w3id.org/traboule#values',
  gasVolumes: 'https://w3id.org/traboule#gasVolumes',
  numberList: 'https://w3id.org/traboule#numberList',
  BilledEnergy: 'https://w3id.org/traboule#BilledEnergy',
  billedEnergy: 'https://w3id.org/traboule#billedEnergy',
  billedGasVolume: 'https://w3id.org/traboule#billedGasVolume',
  conversionFactor: 'https://w3id.org/traboule#conversionFactor',
  indexBefore: 'https://w3id.org/traboule#indexBefore',
  indexAfter: 'https://w3id.org/traboule#indexAfter',
  billedQuality: 'https://w3id.org/traboule#billedQuality',
  provisional: 'https://w3id.org/traboule#provisional',
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
