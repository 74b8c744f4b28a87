import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import { type ChannelCredentials, type ChannelOptions, credentials } from '@grpc/grpc-js';
import { type Host, hostText, type StoreAddress } from './address.ts';

/** Maximum size of an event (16 MiB), with room for its envelope. */
const MAX_MESSAGE_BYTES = 17 * 1024 * 1024;

/** Name that gRPC sends for an IP address, which TLS does not accept. The certificate is checked for the address. */
const NO_NAME = 'address.invalid';

export interface ChannelSettings {
  readonly target: string;
  readonly credentials: ChannelCredentials;
  readonly options: ChannelOptions;
}

/**
 * Builds the target, credentials and options of a gRPC channel to one host.
 *
 * @throws Error if a certificate can't be read
 */
export function channelSettings(host: Host, address: StoreAddress): ChannelSettings {
  const { keepAliveInterval, keepAliveTimeout } = address;
  const name = host.certificateName ?? host.address.replace(/^\[|\]$/g, '');
  const isAddress = isIP(name) !== 0;
  return {
    target: hostText(host),
    credentials: channelCredentials(address, isAddress ? name : undefined),
    options: {
      ...(keepAliveInterval > 0 && { 'grpc.keepalive_time_ms': keepAliveInterval }),
      ...(keepAliveTimeout > 0 && { 'grpc.keepalive_timeout_ms': keepAliveTimeout }),
      'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
      // Otherwise a new channel waits for the delays of the one that failed before it.
      'grpc.use_local_subchannel_pool': 1,
      ...(address.tls && { 'grpc.ssl_target_name_override': isAddress ? NO_NAME : name }),
    },
  };
}

function channelCredentials(address: StoreAddress, ip: string | undefined): ChannelCredentials {
  if (!address.tls) return credentials.createInsecure();
  const read = (file: string | undefined) => (file ? readFileSync(file) : null);
  return credentials.createSsl(
    read(address.tlsCAFile),
    read(address.userKeyFile),
    read(address.userCertFile),
    ip ? { checkServerIdentity: (_, certificate) => checkServerIdentity(ip, certificate) } : {},
  );
}
