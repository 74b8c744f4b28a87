import { describe, expect, it } from 'vitest';
import { describeConnectionError, isConnectionError } from './connection-error.ts';

const withCode = (message: string, code: string) => Object.assign(new Error(message), { code });

describe('an error of a connection', () => {
  it.each([
    ['a code of the system alone', withCode('', 'ECONNRESET'), 'ECONNRESET; check that it runs'],
    [
      'a pipe that has broken',
      withCode('This socket has been ended by the other party', 'EPIPE'),
      'This socket has been ended by the other party; check that it runs and can be reached',
    ],
    [
      'words alone',
      new Error('This socket has been ended by the other party'),
      'This socket has been ended by the other party; check that it runs and can be reached',
    ],
    [
      'one of several addresses',
      new AggregateError([withCode('connect ECONNREFUSED ::1:27017', 'ECONNREFUSED')], ''),
      'connect ECONNREFUSED ::1:27017; check that it runs',
    ],
    ['a cause', new Error('', { cause: withCode('read ECONNRESET', 'ECONNRESET') }), 'read ECONN'],
    [
      "gRPC's words",
      new Error(
        '14 UNAVAILABLE: No connection established. Last error: Error: connect ECONNREFUSED 127.0.0.1:2113.\nResolution note: ',
      ),
      'connect ECONNREFUSED 127.0.0.1:2113; check that it runs and can be reached',
    ],
    [
      "amqplib's words",
      new Error('Socket closed abruptly during opening handshake'),
      'Socket closed abruptly during opening handshake; check that it runs',
    ],
    [
      'a type error of Node.js',
      Object.assign(new TypeError('fetch failed'), { cause: withCode('', 'ENOTFOUND') }),
      'fetch failed; check that it runs',
    ],
    [
      'an unknown CA',
      withCode('unable to verify the first certificate', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
      "the CA that signed its certificate is not known; name the CA's file with the option tlsCAFile",
    ],
    [
      'another name',
      withCode("Hostname/IP does not match certificate's altnames", 'ERR_TLS_CERT_ALTNAME_INVALID'),
      'its certificate is for other names or addresses; use one of these in its URL',
    ],
    [
      'an expired certificate',
      withCode('certificate has expired', 'CERT_HAS_EXPIRED'),
      'its certificate has expired; renew it',
    ],
    [
      'a clock that is wrong',
      withCode('certificate is not yet valid', 'CERT_NOT_YET_VALID'),
      "its certificate is not valid yet; check this machine's clock",
    ],
    [
      'a client certificate that is missing',
      withCode('tlsv13 alert certificate required', 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'),
      'it asks for a certificate of this client',
    ],
  ])('is one by %s, and says what to do', (_, error, sentence) => {
    expect(isConnectionError(error)).toBe(true);
    expect(describeConnectionError(error)).toContain(sentence);
  });

  it.each([
    new TypeError("Cannot read properties of undefined (reading 'length')"),
    new RangeError('Invalid array length'),
    new Error('E11000 duplicate key'),
    'a text',
    undefined,
  ])('is not %s', (error) => {
    expect(isConnectionError(error)).toBe(false);
  });
});
