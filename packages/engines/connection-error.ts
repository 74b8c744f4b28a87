/** The common shape of Node.js's errors of sockets, name resolution and TLS. */
interface ConnectionError extends Error {
  readonly code?: string | number;
  readonly syscall?: string;
  readonly path?: string;
}

/** Completes "… can't be used: …" for a refused sign-in, alike for every engine. */
export const CREDENTIALS_REFUSED =
  'it does not accept the user and password of its URL; check them';

/** Codes of an operating system or of Node.js for a connection that can't be made or was lost. */
const CONNECTION_CODES =
  /^(?:E(?:ADDRNOTAVAIL|AI_\w+|CONNABORTED|CONNREFUSED|CONNRESET|DESTADDRREQ|HOSTDOWN|HOSTUNREACH|MFILE|NETDOWN|NETRESET|NETUNREACH|NFILE|NOBUFS|NOTCONN|NOTFOUND|PIPE|PROTO|SHUTDOWN|TIMEDOUT|TIMEOUT)|ENODATA|ESERVFAIL|EREFUSED|ERR_(?:SOCKET|STREAM|TLS|SSL|HTTP2|NETWORK)_\w+)$/;

/** Messages of clients for a lost connection, in errors without a code. */
const CONNECTION_WORDS =
  /socket (?:has been ended|hang up|disconnected|closed)|connection (?:was |is )?(?:closed|dropped|lost|reset|ended|timed out|refused)|network socket|write after end|premature close|getaddrinfo|\b(?:ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH)\b/i;

const TLS_FAILURES: readonly (readonly [RegExp, string])[] = [
  [
    /self[- ]signed certificate|unable to (?:verify|get) .*(?:certificate|issuer)|SELF_SIGNED_CERT|UNABLE_TO_(?:VERIFY|GET)|CERT_UNTRUSTED/i,
    "the CA that signed its certificate is not known; name the CA's file with the option tlsCAFile of its URL",
  ],
  [
    /ALTNAME_INVALID|does not match certificate|altnames/i,
    'its certificate is for other names or addresses; use one of these in its URL, or add this one to the certificate',
  ],
  [/CERT_HAS_EXPIRED|certificate has expired/i, 'its certificate has expired; renew it'],
  [
    /CERT_NOT_YET_VALID|certificate is not yet valid/i,
    "its certificate is not valid yet; check this machine's clock and the server's",
  ],
  [
    /WRONG_VERSION_NUMBER|wrong version number|packet length too long|PACKET_LENGTH_TOO_LONG|http request|record layer failure/i,
    'it does not use TLS at this port; check the port, or switch TLS off in its URL (tls=false, amqp://)',
  ],
  [
    /certificate required|CERTIFICATE_REQUIRED|bad certificate|alert certificate|unknown ca\b/i,
    'it asks for a certificate of this client, or refuses it; check the one that its URL names',
  ],
  [
    /before secure TLS connection was established|socket hang up|ECONNRESET|connection dropped|failed to connect|protocol error/i,
    'check that it runs, can be reached, and uses TLS as its URL says',
  ],
];

/**
 * True for an error of a connection that can't be made or was lost, recognized by code, by message, as a
 * cause, or as one of several errors.
 */
export function isConnectionError(error: unknown): boolean {
  return causesOf(error).some((each) => {
    const { code, syscall, message } = each;
    if (syscall !== undefined) return true;
    if (typeof code === 'string' && CONNECTION_CODES.test(code)) return true;
    return tlsAdvice(each) !== undefined || CONNECTION_WORDS.test(message);
  });
}

/**
 * Describes the failure of a connection and its remedy in one line that completes "RabbitMQ at HOST can't be
 * used: …". TLS failures read the same for every engine.
 */
export function describeConnectionError(error: unknown): string {
  const causes = causesOf(error);
  for (const each of causes) {
    const advice = tlsAdvice(each);
    if (advice) return `${tidy(each)}; ${advice}`;
    if (each.syscall === 'open' && each.path !== undefined) {
      return `the file ${each.path} can't be read (${each.code}); check its name in the URL, and who may read it`;
    }
  }
  const first = causes.find(({ message }) => message) ?? causes[0];
  return `${first ? tidy(first) : String(error)}; check that it runs and can be reached`;
}

function tlsAdvice({ code, message }: ConnectionError): string | undefined {
  const text = `${code ?? ''} ${message}`;
  return TLS_FAILURES.find(([pattern]) => pattern.test(text))?.[1];
}

/** The error itself, its causes, and the errors that it gathers. */
function causesOf(error: unknown): readonly ConnectionError[] {
  const causes: ConnectionError[] = [];
  const pending = [error];
  while (pending.length > 0 && causes.length < 20) {
    const next = pending.shift();
    if (!(next instanceof Error) || causes.includes(next)) continue;
    causes.push(next);
    pending.push(next.cause, ...(next instanceof AggregateError ? next.errors : []));
  }
  return causes;
}

/** One line, without what gRPC puts before a message, and the notes or places in OpenSSL's source after it. */
function tidy({ message, code, name }: ConnectionError): string {
  const line = message
    .replace(/^\d+ [A-Z_]+: /, '')
    .replace(/^No connection established\. Last error: /, '')
    .replace(/^Error(?: \[\w+\])?: /, '')
    .replace(/ \(\d{4}-\d\d-\d\dT[\d:.]+Z\)/, '')
    .replace(/\s*Resolution note:\s*$/, '')
    .replace(/^.*:error:[0-9A-F]+:([^:]*):[^:]*:([^:]+):.*$/s, '$1: $2')
    .replace(/;? ?(?:if the root CA is installed locally, )?try running Node\.js with .*$/s, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\.$/, '');
  return line || String(code ?? name);
}
