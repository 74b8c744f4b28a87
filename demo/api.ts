/** A day's consumption as `GET /api/devices/{id}/consumption` gives it; energies in kWh. */
export interface Day {
  readonly day: string;
  readonly maxHourlyConsumption: number;
  readonly total: number;
  readonly hours: readonly {
    /** ISO 8601, UTC. */
    readonly start: string;
    readonly label: string;
    readonly energy: number | null;
    readonly readings: number;
    readonly exceeded: boolean;
  }[];
}

/** The platform's API, as any program uses it. */
export class Api {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  async isReady(): Promise<boolean> {
    const health = new URL('/health/ready', this.url);
    return fetch(health).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  consumptionUrl(deviceId: string, day: string): string {
    return `${this.url}/devices/${deviceId}/consumption?day=${day}`;
  }

  /** Every hour of a local day of a device. */
  async consumption(deviceId: string, day: string): Promise<Day> {
    const response = await fetch(this.consumptionUrl(deviceId, day));
    if (!response.ok)
      throw new Error(`The API answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Day;
  }
}
