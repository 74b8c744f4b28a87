import type { Position } from '@energy/event-store';
import type { AlertInboxesReadModel } from './alert-inboxes.ts';
import type { AlertsReadModel } from './alerts.ts';
import type { BudgetsReadModel } from './budgets.ts';
import type { ConversationsReadModel } from './conversations.ts';
import type { DailyConsumption } from './daily-consumption.ts';
import type { DevicesReadModel } from './devices.ts';
import type { HourlyConsumption } from './hourly-consumption.ts';
import type { LastReadings } from './last-readings.ts';
import type { ProjectedRow, Rows } from './projected-rows.ts';
import type { TariffsReadModel } from './tariffs.ts';
import type { TotalLoad } from './total-load.ts';
import type { UsersReadModel } from './users.ts';

/** Everything that people see: written by the projector, read by query-api and chat-grpc. */
export interface ReadModels {
  readonly users: UsersReadModel;
  readonly devices: DevicesReadModel;
  readonly consumption: HourlyConsumption;
  readonly dailyConsumption: DailyConsumption;
  readonly totalLoad: TotalLoad;
  readonly lastReadings: LastReadings;
  readonly alerts: AlertsReadModel;
  readonly alertInboxes: AlertInboxesReadModel;
  readonly conversations: ConversationsReadModel;
  readonly tariffs: TariffsReadModel;
  readonly budgets: BudgetsReadModel;
  /** Reads the lowest checkpoint of the projections; `undefined` where one has not begun. */
  position(): Promise<Position | undefined>;
  close(): Promise<void>;
}

/** Reads the lowest of the checkpoints; `undefined` where one projection has not begun. */
export async function lowestPosition(
  projections: readonly Pick<Rows<ProjectedRow>, 'position'>[],
): Promise<Position | undefined> {
  const positions = await Promise.all(projections.map((projection) => projection.position()));
  const lowest = positions.map((position) => position ?? '').sort()[0];
  return lowest || undefined;
}
