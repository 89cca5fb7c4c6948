export type TravelMode =
  | 'walk'
  | 'bicycle'
  | 'bus'
  | 'tram'
  | 'metro'
  | 'train'
  | 'boat'
  | 'car'
  | 'motorcycle'
  | 'other';

/** How a trip, or its distance, is known. */
export type TripRecord = 'validation' | 'hire' | 'car-pool-driver' | 'car-pool-passenger' | 'trace';

/** What a mode emits per kilometre, and who says so. */
export interface EmissionFactor {
  readonly mode: TravelMode;
  /** Of CO2 equivalent: per person, or per vehicle for a car. */
  readonly gramsPerKilometre: number;
  readonly source: string;
  /** The year in which the value was read there: '2026'. */
  readonly year: string;
  readonly verified: boolean;
}

/** One leg in one mode. */
export interface Trip {
  /** Sixteen hexadecimal digits that whoever brings the trip makes of what identifies it. */
  readonly id: string;
  readonly record: TripRecord;
  readonly mode: TravelMode;
  readonly operator?: string;
  /** A whole second. */
  readonly start: Date;
  /** Of a validation only the start is known. */
  readonly end?: Date;
  /** The middle of the square of a hundredth of a degree, as 'latitude longitude': '45.76 4.84'. */
  readonly startArea?: string;
  readonly endArea?: string;
  /** As a source gives it, and which source that was. */
  readonly distance?: { readonly metres: number; readonly record: TripRecord };
  /** People in the car, the driver included. */
  readonly occupants?: number;
  /** Negative when the traveller received money, as a driver does. */
  readonly priceCents?: number;
  readonly emission?: { readonly grams: number; readonly factor: EmissionFactor };
}

/** A person's trips during one local month. */
export interface TripMonth {
  readonly month: string;
  /** By start, then by id. */
  readonly trips: readonly Trip[];
}

export function inOrder(trips: readonly Trip[]): Trip[] {
  return trips.toSorted((a, b) => a.start.getTime() - b.start.getTime() || (a.id < b.id ? -1 : 1));
}
