import {
  type DeviceCommand,
  type DeviceEvent,
  type DeviceState,
  deviceDecider,
  deviceStream,
} from '@energy/domain';
import { type EventStore, type Handled, handleCommand } from '@energy/event-store';
import { type Device, type IdParameter, noSuchDevice, toMeter } from '@energy/http';
import type { FastifyRequest } from 'fastify';
import { conditionalContext } from '../../command-context.ts';

/** Handles a command on the device in the request’s path. */
export function handleDeviceCommand(
  eventStore: EventStore,
  request: FastifyRequest<{ Params: IdParameter }>,
  command: DeviceCommand,
): Promise<Handled<DeviceEvent, DeviceState>> {
  const stream = deviceStream(idOf(request));
  return handleCommand({
    eventStore,
    decider: deviceDecider,
    stream,
    command,
    context: conditionalContext(request),
  });
}

/** The id in the request’s path, in lower case as in stream names. */
export function idOf({ params }: FastifyRequest<{ Params: IdParameter }>): string {
  return params.id.toLowerCase();
}

/** The device after a command, as the API shows it. */
export function deviceResponse(
  id: string,
  { state, revision }: Handled<DeviceEvent, DeviceState>,
): Device {
  if (state.status !== 'Registered' || revision === undefined) throw noSuchDevice(id);
  const { description, address, maxHourlyConsumption, timeZone, ownerId = null, tariffs } = state;
  const attributes = { description, address, maxHourlyConsumption, timeZone };
  return {
    id,
    ...attributes,
    ...toMeter(state.meter),
    ownerId,
    ...(tariffs.length > 0 && { tariffs: [...tariffs] }),
    revision,
  };
}
