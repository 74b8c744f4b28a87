/** A MongoDB URL, with defaults for the options that it leaves open. */
export interface MongoAddress {
  /** The URL with the options that it leaves open. */
  readonly url: string;
  /** The hosts as the URL names them, for sentences: never the user or the password. */
  readonly hosts: string;
  readonly database: string;
}

/** mongodb[+srv]://[USER:PASSWORD@]HOST[:PORT][,HOST[:PORT]…][/DATABASE][?OPTIONS] */
const FORM =
  /^(?<place>mongodb(?:\+srv)?:\/\/(?:[^@/?]*@)?(?<hosts>[^@/?]+))(?:\/(?<database>[^@/?]*))?(?:\?(?<options>[^@]*))?$/;

const DATABASE = /^[^/\\. "$*<>:|?%\0]{1,63}$/;

/**
 * Timeouts of all MongoDB adapters, in milliseconds; a URL may override them. Callers retry, so these only
 * outlast short interruptions.
 */
const TIMEOUTS_MS: Readonly<Record<string, number>> = {
  // The wait for a primary. Callers retry when an election takes longer.
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 5_000,
  // The wait for a free connection of the pool (100).
  waitQueueTimeoutMS: 10_000,
  // A command that goes unanswered for this long has failed. It is longer than the time that the server
  // is given for it (see COMMAND_TIMEOUT_MS), so that it is mostly the server that gives up.
  socketTimeoutMS: 45_000,
};

/** The time limit of the server for one command, in milliseconds. */
export const COMMAND_TIMEOUT_MS = 30_000;

/** Options whose value can't be chosen: what the adapters promise rests on them. */
const FIXED: Readonly<Record<string, string>> = {
  w: 'majority',
  readconcernlevel: 'majority',
  readpreference: 'primary',
  retrywrites: 'true',
  retryreads: 'true',
  tlsinsecure: 'false',
  tlsallowinvalidcertificates: 'false',
  tlsallowinvalidhostnames: 'false',
};

/**
 * Reads a MongoDB URL. (The driver reads it too; it is looked at here first, so that no error repeats
 * its password.)
 *
 * @param defaultDatabase the database where the URL names none
 * @throws TypeError that says what is wrong with it, without repeating its user or password
 */
export function parseMongoUrl(url: string, defaultDatabase: string): MongoAddress {
  const form = FORM.exec(url)?.groups;
  if (!form) {
    throw new TypeError(
      'the URL of a MongoDB must look like mongodb://USER:PASSWORD@HOST:27017/DATABASE?OPTIONS ' +
        '(what is special in a user or password percent-encoded)',
    );
  }
  const database = form.database || defaultDatabase;
  if (!DATABASE.test(database)) {
    throw new TypeError(`the MongoDB URL names a database that there can't be: "${database}"`);
  }
  const options = optionsOf(form.options ?? '');
  // The database that is named (or not) is also the one that the user is looked for in.
  const complete = `${form.place}/${form.database ?? ''}?${options}`;
  return { url: complete, hosts: form.hosts!, database };
}

function optionsOf(query: string): URLSearchParams {
  const options = new URLSearchParams(query);
  const given = new Set<string>();
  for (const [name, value] of options) {
    given.add(name.toLowerCase());
    const fixed = FIXED[name.toLowerCase()];
    if (fixed !== undefined && value.toLowerCase() !== fixed) {
      throw new TypeError(`the MongoDB URL's option ${name} can only be ${fixed} here`);
    }
  }
  if (given.has('tlscafile')) requireTls(options, given);
  for (const [name, value] of Object.entries({ appName: 'energy', ...TIMEOUTS_MS })) {
    if (!given.has(name.toLowerCase())) options.set(name, String(value));
  }
  return options;
}

/** A CA's file is of use with TLS alone: it switches that on. */
function requireTls(options: URLSearchParams, given: ReadonlySet<string>): void {
  for (const [name, value] of options) {
    if (/^(?:tls|ssl)$/i.test(name) && value.toLowerCase() !== 'true') {
      throw new TypeError(`the MongoDB URL has tlsCAFile, and ${name} can only be true with it`);
    }
  }
  if (!given.has('tls') && !given.has('ssl')) options.set('tls', 'true');
}
