/** What the city told this app's server: read from `/city.json`. */
export interface City {
  readonly cityName: string;
  readonly providers: readonly Provider[];
  readonly sources: readonly Source[];
}

interface Provider {
  readonly name: string;
  readonly url: string;
}

/** A connector's page, by the short name that its connection documents carry. */
interface Source {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  /** How many months a first reception brings, where the source says so. */
  readonly historyMonths?: number;
}

export async function readCity(): Promise<City> {
  const response = await fetch('/city.json');
  if (!response.ok) throw new Error(`/city.json answered ${response.status}`);
  return (await response.json()) as City;
}
