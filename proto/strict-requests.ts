import { BinaryReader } from '@bufbuild/protobuf/wire';

/** A request that can't be read. */
export class UnreadableRequest {}

interface Service {
  readonly methods: Readonly<Record<string, { readonly requestType: RequestType }>>;
}

interface RequestType {
  decode(input: BinaryReader | Uint8Array): unknown;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * A service whose requests are read strictly. What is no valid message, texts that are no UTF-8
 * included, is read as an {@link UnreadableRequest}, for its server to refuse: gRPC itself would take it
 * for the server's own fault, and broken texts would be mended unnoticed.
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
