import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';

/** One node of a cluster. */
interface Host {
  readonly hostname: string;
  readonly port: number;
}

/** The target of amqplib, which reads the host at every attempt. */
export interface BrokerTarget {
  readonly protocol: 'amqp' | 'amqps';
  readonly hostname: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
  readonly vhost: string;
  readonly heartbeat: number;
  readonly frameMax?: number;
  readonly channelMax?: number;
  readonly locale?: string;
}

/** A silent broker is noticed after two to three of these. */
const DEFAULT_HEARTBEAT_S = 10;

/** amqp[s]://[USER[:PASSWORD]@]HOST[:PORT][,HOST[:PORT]…][/VHOST][?OPTIONS] */
const FORM =
  /^(?<protocol>amqps?):\/\/(?:(?<user>[^:@/?]*)(?::(?<password>[^@/?]*))?@)?(?<hosts>[^@/?]+)(?:\/(?<vhost>[^/?]*))?(?:\?(?<options>.*))?$/;

const HOST = /^(?:\[(?<address>[^\]]+)\]|(?<name>[A-Za-z0-9._-]+))(?::(?<port>\d{1,5}))?$/;

const OPTIONS = ['heartbeat', 'frameMax', 'channelMax', 'locale', 'tlsCAFile'];

/**
 * A RabbitMQ URL with one or several hosts, of which one is current.
 *
 * @throws TypeError if the URL is invalid, or its CA's file can't be read. The message never repeats its
 *   user or password
 */
export class BrokerAddress {
  /** The hosts as the URL names them. */
  readonly hosts: string;
  /** The certificate of the CA that signed the broker's, where the URL names its file. */
  readonly ca: Buffer | undefined;
  readonly target: BrokerTarget;
  #current = 0;

  constructor(url: string) {
    const form = FORM.exec(url)?.groups;
    if (!form) throw malformed();
    const protocol = form.protocol as BrokerTarget['protocol'];
    const hosts = form.hosts!.split(',').map((host) => parseHost(host, protocol));
    const options = parseOptions(form.options ?? '');
    const caFile = options.get('tlsCAFile');
    if (caFile !== null && protocol !== 'amqps') {
      throw new TypeError('the RabbitMQ URL has tlsCAFile, and must start with amqps:// with it');
    }
    this.hosts = form.hosts!;
    this.ca = caFile === null ? undefined : readCaFile(caFile);
    const current = (): Host => hosts[this.#current % hosts.length]!;
    this.target = {
      protocol,
      get hostname() {
        return current().hostname;
      },
      get port() {
        return current().port;
      },
      ...(form.user !== undefined && {
        username: decode(form.user),
        password: decode(form.password ?? ''),
      }),
      vhost: form.vhost ?? '',
      heartbeat: wholeNumber(options, 'heartbeat') ?? DEFAULT_HEARTBEAT_S,
      ...given('frameMax', wholeNumber(options, 'frameMax')),
      ...given('channelMax', wholeNumber(options, 'channelMax')),
      ...given('locale', options.get('locale') ?? undefined),
    };
  }

  /** Makes the next host the current one. */
  advance(): void {
    this.#current += 1;
  }
}

function malformed(): TypeError {
  return new TypeError(
    'the URL of a RabbitMQ must look like amqp://USER:PASSWORD@HOST:5672,HOST:5672/VHOST?OPTIONS ' +
      '(special characters in a user or password percent-encoded)',
  );
}

function parseHost(text: string, protocol: BrokerTarget['protocol']): Host {
  const { address, name, port } = HOST.exec(text)?.groups ?? {};
  const hostname = address ?? name;
  if (!hostname || (address !== undefined && isIP(address) !== 6)) throw malformed();
  const number = Number(port ?? (protocol === 'amqps' ? 5671 : 5672));
  if (number < 1 || number > 65_535) throw malformed();
  return { hostname, port: number };
}

function parseOptions(query: string): URLSearchParams {
  const options = new URLSearchParams(query);
  for (const name of options.keys()) {
    if (!OPTIONS.includes(name)) {
      throw new TypeError(
        `the RabbitMQ URL has the unknown option ${name}; there are ${OPTIONS.join(', ')}`,
      );
    }
  }
  return options;
}

function given<Name extends string, Value>(name: Name, value: Value | undefined) {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, Value>);
}

function wholeNumber(options: URLSearchParams, name: string): number | undefined {
  const value = options.get(name);
  if (value === null) return undefined;
  if (!/^\d{1,9}$/.test(value)) {
    throw new TypeError(`the RabbitMQ URL's option ${name} must be a whole number`);
  }
  return Number(value);
}

function readCaFile(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new TypeError(
      `the file ${file} can't be read (${code}); check its name in the URL, and who may read it`,
      { cause: error },
    );
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformed();
  }
}
