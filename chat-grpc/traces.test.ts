import { randomUUID } from 'node:crypto';
import { conversationStream } from '@energy/domain';
import { createMetrics, readConfiguration, startTracing, tracingVariables } from '@energy/service';
import { instrumentedEventStore } from '@energy/service/event-store';
import { TraceCollector } from '@energy/service/testing';
import { Metadata, Status } from 'nice-grpc';
import { afterEach, describe, expect, it } from 'vitest';
import { Chat, type Person } from './testing/chat.ts';
import { failure } from './testing/failure.ts';
import { StreamReader } from './testing/stream-reader.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';

let chat: Chat;
let ann: Person;
afterEach(() => chat.stop());

const storedOf = ({ userId }: Person) =>
  Array.fromAsync(chat.eventStore.readStream(conversationStream(userId)));

describe('the id of a call', () => {
  it('is the one that it brings, and is in the events that follow from it', async () => {
    chat = await Chat.start('SQLite', 1);
    ann = await chat.person('client');
    const operator = await chat.person('administrator');
    const answered: (string | undefined)[] = [];
    const called = (person: Person, requestId?: string) => ({
      metadata: Metadata({
        authorization: person.authorization,
        ...(requestId && { 'x-request-id': requestId }),
      }),
      onHeader: (header: Metadata) => answered.push(header.get('x-request-id')),
    });
    const message = { messageId: randomUUID(), text: 'Hello' };
    await chat.as(ann).send(message, called(ann, 'support-call-17'));
    const marking = { clientId: ann.userId, throughRevision: 0 };
    await chat.as(operator).markRead(marking, called(operator));
    await chat.as(ann).send({ ...message, messageId: randomUUID() }, called(ann, 'a "b" c'));
    expect(answered[0]).toBe('support-call-17');
    for (const made of answered.slice(1)) expect(made).toMatch(/^[0-9a-f-]{36}$/);
    const stored = await storedOf(ann);
    expect(stored.map(({ metadata }) => metadata.correlationId)).toEqual(answered);
  });
});

describe('a trace', () => {
  it('goes from a call to the event that it stores; a stream is part of none', async () => {
    const collector = await TraceCollector.start();
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.url;
    const variables = tracingVariables('chat-grpc');
    const log = { info() {}, warn() {} };
    const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    const tracing = (await startTracing(readConfiguration(variables, environment), log))!;
    const metrics = createMetrics('chat-grpc');
    chat = await Chat.start('SQLite', 1, {
      tracing,
      eventStore: (actual) => instrumentedEventStore(actual, { metrics, tracing }),
    });
    ann = await chat.person('client');
    const seen = await new StreamReader((options) => chat.as(ann).follow({}, options)).caughtUp();
    const metadata = Metadata({
      authorization: ann.authorization,
      traceparent: `00-${TRACE}-b7ad6b7169203331-01`,
    });
    await chat.as(ann).send({ messageId: randomUUID(), text: 'Hello' }, { metadata });
    await failure(chat.as(ann).send({ messageId: 'none', text: 'Hello' }));
    await seen.until(({ responses }) => responses.length === 2);
    await seen.stop();
    await tracing.close();
    delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
    await collector.close();

    const [sent, refused] = collector.spans.filter(({ name }) => name.endsWith('/Send'));
    expect(sent).toMatchObject({
      name: 'energy.chat.v1.ChatService/Send',
      parentId: '',
      links: ['b7ad6b7169203331'],
      failure: undefined,
    });
    expect(sent!.traceId).not.toBe(TRACE);
    expect(refused!.attributes['rpc.grpc.status_code']).toBe(String(Status.INVALID_ARGUMENT));
    const [append] = collector.spans.filter(({ name }) => name === 'append events');
    expect(append).toMatchObject({ traceId: sent!.traceId, parentId: sent!.spanId });
    const [event] = await storedOf(ann);
    expect(sent!.attributes['energy.correlation_id']).toBe(event!.metadata.correlationId);
    expect(event!.metadata.traceparent).toBe(`00-${append!.traceId}-${append!.spanId}-01`);
    expect(collector.spans).toHaveLength(3);
  });
});
