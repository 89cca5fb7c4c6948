/** A local day: '2026-11-03'. */
export const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;

/** A local month: '2026-11'. */
export const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;

/** The number of an electricity delivery point: 14 digits, of which leading zeros matter. */
export const PRM = /^\d{14}$/;

/** The number of a gas delivery point (PCE): 14 digits, or GI and six digits for large ones. */
export const PCE = /^(?:GI\d{6}|\d{14})$/;

/** A time of the local clock, to the minute; seconds are read and not kept. */
export const LOCAL_TIME = /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/;
