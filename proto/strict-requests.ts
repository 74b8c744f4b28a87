import { BinaryReader } from '@bufbuild/protobuf/wire';

/** A request that could not be decoded. */
export class UnreadableRequest {}

interface Service {
  readonly methods: Readonly<Record<string, { readonly requestType: RequestType }>>;
}

interface RequestType {
  decode(input: BinaryReader | Uint8Array): unknown;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Decodes a service's requests strictly: an invalid message, invalid UTF-8 included, becomes an
 * {@link UnreadableRequest} for the server to refuse. gRPC itself would answer INTERNAL, and replace invalid
 * UTF-8 silently.
 */
export function readStrictly<S extends Service>(service: S): S {
  const methods = Object.entries(service.methods).map(([name, method]) => {
    const { requestType } = method;
    return [name, { ...method, requestType: { ...requestType, decode: strictly(requestType) } }];
  });
  return { ...service, methods: Object.fromEntries(methods) };
}

function strictly(requestType: RequestType): (bytes: Uint8Array) => unknown {
  return (bytes) => {
    try {
      return requestType.decode(new BinaryReader(bytes, (text) => utf8.decode(text)));
    } catch {
      return new UnreadableRequest();
    }
  };
}
