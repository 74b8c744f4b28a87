import {
  type DeviceCommand,
  deviceDecider,
  deviceStream,
  RuleViolation,
  tariffInUse,
} from '@energy/domain';
import {
  type CommandContext,
  derivedId,
  type EventStore,
  foldStream,
  handleCommand,
  type Position,
} from '@energy/event-store';
import {
  IdParameter,
  type InvalidParameter,
  invalidParameters,
  NoQuery,
  problemResponse,
} from '@energy/http';
import type { FastifyInstance } from 'fastify';
import { idempotentContext, setPositionHeader } from '../../command-context.ts';
import { CreatingHeaders } from '../../schemas/headers.ts';
import { commandProblems } from '../../schemas/replies.ts';
import { AssignedDevices, TariffAssignments } from '../../schemas/tariff.ts';
import { findTariff } from '../devices/find-tariff.ts';

const schema = {
  summary: 'Bill many devices by a tariff from a day on',
  description:
    'All or none: where a device takes no assignment, `errors` names each such device, and nothing changes.',
  operationId: 'assignTariffToDevices',
  tags: ['tariffs', 'devices'],
  params: IdParameter,
  headers: CreatingHeaders,
  querystring: NoQuery,
  body: TariffAssignments,
  response: {
    ...commandProblems,
    200: AssignedDevices,
    404: problemResponse('There is no such tariff.'),
    409: problemResponse('The tariff was retired, or others changed a device again and again.'),
  },
};

/** `PUT /api/tariffs/{id}/devices` */
export function assignTariffToDevices(
  app: FastifyInstance,
  eventStore: EventStore,
  now: () => number,
): void {
  app.put<{ Params: IdParameter; Body: TariffAssignments; Reply: AssignedDevices }>(
    '/api/tariffs/:id/devices',
    { schema },
    async (request, reply) => {
      const { from } = request.body;
      const tariff = await findTariff(eventStore, request.params.id);
      tariffInUse(tariff.state);
      const ids = request.body.deviceIds.map((id) => id.toLowerCase());
      const command = { type: 'AssignTariff', data: { from, tariff, now: now() } } as const;
      await expectAllAccept(ids, command);
      const context = idempotentContext(request);
      let last: Position | undefined;
      for (const id of ids) {
        const { position } = await assign(id, command, context);
        if (position !== undefined && (last === undefined || position > last)) last = position;
      }
      setPositionHeader(reply, last);
      return { devices: ids.length };
    },
  );

  /** Nothing is appended before every device accepts. */
  async function expectAllAccept(ids: readonly string[], command: DeviceCommand): Promise<void> {
    const errors: InvalidParameter[] = [];
    for (const [index, id] of ids.entries()) {
      const { state } = await foldStream(eventStore, deviceStream(id), deviceDecider);
      try {
        deviceDecider.decide(command, state);
      } catch (error) {
        if (!(error instanceof RuleViolation)) throw error;
        errors.push({
          in: 'body',
          parameter: `deviceIds/${index}`,
          code: error.rule,
          detail: error.message,
        });
      }
    }
    if (errors.length > 0) throw invalidParameters(errors);
  }

  function assign(id: string, command: DeviceCommand, context: CommandContext) {
    const { commandId } = context;
    return handleCommand({
      eventStore,
      decider: deviceDecider,
      stream: deviceStream(id),
      command,
      context: {
        ...context,
        ...(commandId !== undefined && { commandId: derivedId(commandId, id) }),
      },
    });
  }
}
