import {
  type DeviceCommand,
  type DeviceEvent,
  type DeviceState,
  deviceDecider,
  deviceStream,
} from '@energy/domain';
import { type EventStore, type Handled, handleCommand } from '@energy/event-store';
import { type Device, type IdParameter, noSuchDevice } from '@energy/http';
import type { FastifyRequest } from 'fastify';
import { changingCommandOf } from '../../command-of.ts';

/** Handles the command that a request on a device is. */
export function handleOn(
  eventStore: EventStore,
  request: FastifyRequest<{ Params: IdParameter }>,
  command: DeviceCommand,
): Promise<Handled<DeviceEvent, DeviceState>> {
  const stream = deviceStream(idOf(request));
  return handleCommand(eventStore, deviceDecider, stream, command, changingCommandOf(request));
}

/** The id in a request’s path, as streams are named by it. */
export function idOf({ params }: FastifyRequest<{ Params: IdParameter }>): string {
  return params.id.toLowerCase();
}

/** A device as the API shows it, right after a command that left it in use. */
export function deviceAfter(
  id: string,
  { state, revision }: Handled<DeviceEvent, DeviceState>,
): Device {
  if (state.status !== 'Registered' || revision === undefined) throw noSuchDevice(id);
  const { description, address, maxHourlyConsumption, timeZone, ownerId = null } = state;
  return { id, description, address, maxHourlyConsumption, timeZone, ownerId, revision };
}
