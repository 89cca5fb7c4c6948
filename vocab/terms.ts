// Made from the Turtle files beside it; `npx vitest run --config test/vitest.config.ts test/vocab --update` makes it anew.
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
  Bill: 'https://w3id.org/traboule#Bill',
  billKind: 'https://w3id.org/traboule#billKind',
  periodFirstDay: 'https://w3id.org/traboule#periodFirstDay',
  periodLastDay: 'https://w3id.org/traboule#periodLastDay',
  mandateReference: 'https://w3id.org/traboule#mandateReference',
  creditorIdentifier: 'https://w3id.org/traboule#creditorIdentifier',
  InsuranceContract: 'https://w3id.org/traboule#InsuranceContract',
  contractKey: 'https://w3id.org/traboule#contractKey',
  memberNumber: 'https://w3id.org/traboule#memberNumber',
  insuranceProduct: 'https://w3id.org/traboule#insuranceProduct',
  coverFormula: 'https://w3id.org/traboule#coverFormula',
  yearlyPremium: 'https://w3id.org/traboule#yearlyPremium',
  covers: 'https://w3id.org/traboule#covers',
  InsuredHome: 'https://w3id.org/traboule#InsuredHome',
  occupancy: 'https://w3id.org/traboule#occupancy',
  contentsValueFrom: 'https://w3id.org/traboule#contentsValueFrom',
  contentsValueTo: 'https://w3id.org/traboule#contentsValueTo',
  InsuredVehicle: 'https://w3id.org/traboule#InsuredVehicle',
  registrationNumber: 'https://w3id.org/traboule#registrationNumber',
  InsuredHousehold: 'https://w3id.org/traboule#InsuredHousehold',
  coveredGroup: 'https://w3id.org/traboule#coveredGroup',
  CoveredGroup: 'https://w3id.org/traboule#CoveredGroup',
  coveredRole: 'https://w3id.org/traboule#coveredRole',
  personCount: 'https://w3id.org/traboule#personCount',
  InsuranceClaim: 'https://w3id.org/traboule#InsuranceClaim',
  claimReference: 'https://w3id.org/traboule#claimReference',
  insuredKind: 'https://w3id.org/traboule#insuredKind',
  claimDay: 'https://w3id.org/traboule#claimDay',
  claimPlaceKind: 'https://w3id.org/traboule#claimPlaceKind',
  WaterContract: 'https://w3id.org/traboule#WaterContract',
  usageLabel: 'https://w3id.org/traboule#usageLabel',
  meterDiameter: 'https://w3id.org/traboule#meterDiameter',
  residentCount: 'https://w3id.org/traboule#residentCount',
  tariff: 'https://w3id.org/traboule#tariff',
  WaterTariff: 'https://w3id.org/traboule#WaterTariff',
  band: 'https://w3id.org/traboule#band',
  TariffBand: 'https://w3id.org/traboule#TariffBand',
  fromVolume: 'https://w3id.org/traboule#fromVolume',
  toVolume: 'https://w3id.org/traboule#toVolume',
  pricePerCubicMetre: 'https://w3id.org/traboule#pricePerCubicMetre',
  WaterMonth: 'https://w3id.org/traboule#WaterMonth',
  statedTotal: 'https://w3id.org/traboule#statedTotal',
  leakBlock: 'https://w3id.org/traboule#leakBlock',
  TelecomLine: 'https://w3id.org/traboule#TelecomLine',
  telecomLineId: 'https://w3id.org/traboule#telecomLineId',
  telecomLineKind: 'https://w3id.org/traboule#telecomLineKind',
  locationShared: 'https://w3id.org/traboule#locationShared',
  CallMonth: 'https://w3id.org/traboule#CallMonth',
  callsMade: 'https://w3id.org/traboule#callsMade',
  callsReceived: 'https://w3id.org/traboule#callsReceived',
  messagesSent: 'https://w3id.org/traboule#messagesSent',
  messagesReceived: 'https://w3id.org/traboule#messagesReceived',
  correspondentCount: 'https://w3id.org/traboule#correspondentCount',
  callingTime: 'https://w3id.org/traboule#callingTime',
  dayBlock: 'https://w3id.org/traboule#dayBlock',
  day: 'https://w3id.org/traboule#day',
  CallDay: 'https://w3id.org/traboule#CallDay',
  calls: 'https://w3id.org/traboule#calls',
  callList: 'https://w3id.org/traboule#callList',
  LocationMonth: 'https://w3id.org/traboule#LocationMonth',
  LocationDay: 'https://w3id.org/traboule#LocationDay',
  positions: 'https://w3id.org/traboule#positions',
  positionList: 'https://w3id.org/traboule#positionList',
  VideoMonth: 'https://w3id.org/traboule#VideoMonth',
  videoUse: 'https://w3id.org/traboule#videoUse',
  missingAt: 'https://w3id.org/traboule#missingAt',
  VideoUse: 'https://w3id.org/traboule#VideoUse',
  videoAction: 'https://w3id.org/traboule#videoAction',
  contentKind: 'https://w3id.org/traboule#contentKind',
  contentDuration: 'https://w3id.org/traboule#contentDuration',
  viewingDuration: 'https://w3id.org/traboule#viewingDuration',
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
  BankAccount: 'https://w3id.org/traboule#BankAccount',
  accountKey: 'https://w3id.org/traboule#accountKey',
  iban: 'https://w3id.org/traboule#iban',
  bank: 'https://w3id.org/traboule#bank',
  accountUsage: 'https://w3id.org/traboule#accountUsage',
  balance: 'https://w3id.org/traboule#balance',
  AccountBalance: 'https://w3id.org/traboule#AccountBalance',
  balanceKind: 'https://w3id.org/traboule#balanceKind',
  balanceDay: 'https://w3id.org/traboule#balanceDay',
  TransactionMonth: 'https://w3id.org/traboule#TransactionMonth',
  transactionMonth: 'https://w3id.org/traboule#transactionMonth',
  totalIn: 'https://w3id.org/traboule#totalIn',
  totalOut: 'https://w3id.org/traboule#totalOut',
  bookedCount: 'https://w3id.org/traboule#bookedCount',
  pendingCount: 'https://w3id.org/traboule#pendingCount',
  transactions: 'https://w3id.org/traboule#transactions',
  transactionList: 'https://w3id.org/traboule#transactionList',
  DirectDebitMandate: 'https://w3id.org/traboule#DirectDebitMandate',
  mandateKey: 'https://w3id.org/traboule#mandateKey',
  creditorName: 'https://w3id.org/traboule#creditorName',
  firstDebitDay: 'https://w3id.org/traboule#firstDebitDay',
  lastDebitDay: 'https://w3id.org/traboule#lastDebitDay',
  lastDebitAmount: 'https://w3id.org/traboule#lastDebitAmount',
  AnnouncedDebits: 'https://w3id.org/traboule#AnnouncedDebits',
  announcedDebit: 'https://w3id.org/traboule#announcedDebit',
  AnnouncedDebit: 'https://w3id.org/traboule#AnnouncedDebit',
  dueDay: 'https://w3id.org/traboule#dueDay',
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

/** Account usages @public */
export const bankAccountUsages = {
  private: 'https://w3id.org/traboule#usage-private',
  professional: 'https://w3id.org/traboule#usage-professional',
} as const;

/** Balance kinds @public */
export const bankBalanceKinds = {
  booked: 'https://w3id.org/traboule#balance-booked',
  expected: 'https://w3id.org/traboule#balance-expected',
  available: 'https://w3id.org/traboule#balance-available',
} as const;

/** Bill kinds @public */
export const billKinds = {
  bill: 'https://w3id.org/traboule#bill-invoice',
  'credit-note': 'https://w3id.org/traboule#bill-credit-note',
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

/** Covered roles @public */
export const coveredRoles = {
  policyholder: 'https://w3id.org/traboule#covered-policyholder',
  partner: 'https://w3id.org/traboule#covered-partner',
  child: 'https://w3id.org/traboule#covered-child',
  other: 'https://w3id.org/traboule#covered-other',
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

/** Kinds of insured things @public */
export const insuredKinds = {
  home: 'https://w3id.org/traboule#insured-home',
  vehicle: 'https://w3id.org/traboule#insured-vehicle',
} as const;

/** Occupancies @public */
export const occupancies = {
  owner: 'https://w3id.org/traboule#occupancy-owner',
  tenant: 'https://w3id.org/traboule#occupancy-tenant',
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

/** Kinds of lines @public */
export const telecomLineKinds = {
  mobile: 'https://w3id.org/traboule#line-mobile',
  home: 'https://w3id.org/traboule#line-home',
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

/** Video actions @public */
export const videoActions = {
  order: 'https://w3id.org/traboule#video-order',
  viewing: 'https://w3id.org/traboule#video-viewing',
} as const;
