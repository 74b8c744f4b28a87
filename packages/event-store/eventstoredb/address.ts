import { isIPv6 } from 'node:net';

export interface Host {
  readonly address: string;
  readonly port: number;
  /** The name that the certificate must be for, where it is not the address. */
  readonly certificateName?: string;
}

/** HOST:PORT */
export function hostText({ address, port }: Host): string {
  return `${isIPv6(address) ? `[${address}]` : address}:${port}`;
}

/** A parsed connection string, with defaults. */
export interface StoreAddress {
  /** The hosts as the string names them, for messages: never the user or the password. */
  readonly name: string;
  /** True where the one host is a name that resolves to all nodes of a cluster. */
  readonly discover: boolean;
  readonly hosts: readonly [Host, ...Host[]];
  /** The header that carries the user and password; never sent without TLS. */
  readonly authorization: string | undefined;
  readonly tls: boolean;
  readonly tlsCAFile: string | undefined;
  readonly userCertFile: string | undefined;
  readonly userKeyFile: string | undefined;
  readonly connectionName: string;
  readonly defaultDeadline: number;
  readonly keepAliveInterval: number;
  readonly keepAliveTimeout: number;
  readonly maxDiscoverAttempts: number;
  readonly discoveryInterval: number;
  readonly gossipTimeout: number;
}

const DEFAULT_PORT = 2113;
/** As the official clients read the times between pings. */
const NEVER = -1;

/** esdb[+discover]://[USER:PASSWORD@]HOST[:PORT][,HOST[:PORT]…][/][?OPTIONS] */
const FORM =
  /^esdb(?<discover>\+discover)?:\/\/((?<user>[^:@/?]*):(?<password>[^@]*)@)?(?<hosts>[^@/?]+)\/?(\?(?<options>[^@]*))?$/;

const HOST = /^(?<address>[^:]+|\[[^\]]+\])(:(?<port>\d{1,5}))?$/;

/** Options with a fixed value: the port's contract depends on them. */
const FIXED: Readonly<Record<string, string>> = {
  nodepreference: 'leader',
  throwonappendfailure: 'true',
  tlsverifycert: 'true',
};

/**
 * Reads an EventStoreDB connection string. (The official client's parser prints the whole string, with
 * the password, where it finds an unknown option.)
 *
 * @throws TypeError that says what is wrong with it, without repeating its user or password
 */
export function parseAddress(url: string): StoreAddress {
  const form = FORM.exec(url)?.groups;
  if (!form) {
    throw new TypeError(
      'the URL of an EventStoreDB must look like esdb://USER:PASSWORD@HOST:2113?tls=true ' +
        '(what is special in a user or password percent-encoded)',
    );
  }
  const hosts = form.hosts!.split(',').map(parseHost);
  const options = new Options(form.options ?? '');
  const tls = options.boolean('tls', true);
  const credentials = authorization(form.user, form.password);
  const address: StoreAddress = {
    name: form.hosts!,
    discover: form.discover !== undefined,
    hosts: hosts as [Host, ...Host[]],
    authorization: tls ? credentials : undefined,
    tls,
    tlsCAFile: options.text('tlsCAFile'),
    userCertFile: options.text('userCertFile'),
    userKeyFile: options.text('userKeyFile'),
    connectionName: options.text('connectionName') ?? 'energy',
    // Longer than the server's own time-outs (2 s), so that mostly the server gives up.
    defaultDeadline: options.whole('defaultDeadline', 5_000),
    // A node that froze is noticed after 4 to 7 s by those that only subscribe.
    keepAliveInterval: options.whole('keepAliveInterval', 4_000, NEVER),
    keepAliveTimeout: options.whole('keepAliveTimeout', 3_000, NEVER),
    // The absence of a cluster is reported soon; callers try again with growing delays.
    maxDiscoverAttempts: options.whole('maxDiscoverAttempts', 3),
    discoveryInterval: options.whole('discoveryInterval', 100),
    // In seconds, as the official clients count; a node that is up answers within milliseconds.
    gossipTimeout: options.whole('gossipTimeout', 2),
  };
  options.refuseOthers();
  return address;
}

function parseHost(text: string): Host {
  const host = HOST.exec(text)?.groups;
  if (!host) throw new TypeError('a host in the EventStoreDB URL must be HOST or HOST:PORT');
  return { address: host.address!, port: Number(host.port ?? DEFAULT_PORT) };
}

function authorization(user: string | undefined, password = ''): string | undefined {
  if (user === undefined) return undefined;
  return `Basic ${Buffer.from(`${decode(user)}:${decode(password)}`).toString('base64')}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new TypeError("the EventStoreDB URL's user or password is not percent-encoded correctly");
  }
}

/** The options after the question mark; their names are read as the official clients read them. */
class Options {
  readonly #values = new Map<string, string>();

  constructor(query: string) {
    for (const [name, value] of new URLSearchParams(query)) this.#values.set(flat(name), value);
  }

  text(name: string): string | undefined {
    const value = this.#values.get(flat(name));
    this.#values.delete(flat(name));
    return value;
  }

  boolean(name: string, otherwise: boolean): boolean {
    const value = this.text(name) ?? String(otherwise);
    if (value !== 'true' && value !== 'false') {
      throw new TypeError(`the EventStoreDB URL's option ${name} must be true or false`);
    }
    return value === 'true';
  }

  whole(name: string, otherwise: number, least = 1): number {
    const value = Number(this.text(name) ?? otherwise);
    if (!Number.isSafeInteger(value) || value < least) {
      throw new TypeError(`the EventStoreDB URL's option ${name} must be a number from ${least}`);
    }
    return value;
  }

  refuseOthers(): void {
    for (const [name, value] of this.#values) {
      if (FIXED[name] === value.toLowerCase()) continue;
      throw new TypeError(
        FIXED[name]
          ? `the EventStoreDB URL's option ${name} can only be ${FIXED[name]} here`
          : `the EventStoreDB URL has an option that is not known: ${name}`,
      );
    }
  }
}

function flat(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, '');
}
