import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** A span as a collector receives it. */
export interface ReceivedSpan {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty where it begins its trace. */
  readonly parentId: string;
  /** The spans that it is linked to. */
  readonly links: readonly string[];
  /** The error message of a failed span. */
  readonly failure: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Receives traces by OTLP over HTTP, as a collector does. */
export class TraceCollector {
  readonly spans: ReceivedSpan[] = [];
  /** The status that it answers with; 0 where it doesn't answer. */
  answer = 200;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer(async (request, response) => {
      if (this.answer === 0) return;
      response.statusCode = request.url === '/v1/traces' ? this.answer : 404;
      if (response.statusCode === 200) await this.#receive(request);
      response.end();
    });
  }

  static async start(): Promise<TraceCollector> {
    const collector = new TraceCollector();
    collector.#server.listen(0, '127.0.0.1');
    await once(collector.#server, 'listening');
    return collector;
  }

  /** The value for OTEL_EXPORTER_OTLP_ENDPOINT. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #receive(request: IncomingMessage): Promise<void> {
    const body = fieldsOf(await buffer(request));
    for (const resourceSpans of body.messages(1)) {
      const resource = attributesOf(resourceSpans.messages(1)[0]?.messages(1) ?? []);
      for (const scopeSpans of resourceSpans.messages(2)) {
        const spans = scopeSpans.messages(2);
        this.spans.push(...spans.map((span) => spanOf(span, resource['service.name'] ?? '')));
      }
    }
  }
}

const STATUS_ERROR = 2;

/** By the numbers of opentelemetry/proto/trace/v1/trace.proto. */
function spanOf(span: Fields, service: string): ReceivedSpan {
  return {
    service,
    traceId: span.hex(1),
    spanId: span.hex(2),
    parentId: span.hex(4),
    name: span.text(5),
    attributes: attributesOf(span.messages(9)),
    links: span.messages(13).map((link) => link.hex(2)),
    failure: failureOf(span.messages(15)[0]),
  };
}

function failureOf(status: Fields | undefined): string | undefined {
  return status?.number(3) === STATUS_ERROR ? status.text(2) : undefined;
}

/** Values of any type, as texts. */
function attributesOf(keyValues: readonly Fields[]): Record<string, string> {
  const entries = keyValues.map((each) => {
    const value = each.messages(2)[0]!;
    return [each.text(1), value.has(1) ? value.text(1) : String(value.number(3))];
  });
  return Object.fromEntries(entries);
}

/** The fields of one message, by their numbers. */
interface Fields {
  has(field: number): boolean;
  messages(field: number): Fields[];
  text(field: number): string;
  hex(field: number): string;
  number(field: number): number | undefined;
}

function fieldsOf(bytes: Uint8Array): Fields {
  const found = new Map<number, (Uint8Array | number)[]>();
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    const values = found.get(field) ?? [];
    found.set(field, values);
    if (type === WireType.LengthDelimited) values.push(reader.bytes());
    else if (type === WireType.Varint) values.push(Number(reader.uint64()));
    else reader.skip(type, field);
  }
  const bytesOf = (field: number) => Buffer.from((found.get(field)?.[0] as Uint8Array) ?? []);
  return {
    has: (field) => found.has(field),
    messages: (field) => (found.get(field) ?? []).map((value) => fieldsOf(value as Uint8Array)),
    text: (field) => bytesOf(field).toString(),
    hex: (field) => bytesOf(field).toString('hex'),
    number: (field) => found.get(field)?.[0] as number | undefined,
  };
}
