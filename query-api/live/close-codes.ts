/** The server's reasons for closing a live connection, in addition to those of the protocol. */
export const CLOSE_CODES = {
  'going-away': {
    code: 1001,
    description: 'The server shuts down: reconnect, to another one, and resume.',
  },
  'internal-error': {
    code: 1011,
    description: 'Internal error: reconnect and resume.',
  },
  'session-ended': {
    code: 4401,
    description:
      'The session has ended (signed out, password or role changed, user deleted): sign in again.',
  },
  'too-slow': {
    code: 4408,
    description:
      'The client reads too slowly: reconnect and resume. A client that reads nothing at all loses the ' +
      'connection without this code.',
  },
  'too-many-frames': {
    code: 4429,
    description: 'Too many frames within ten seconds: wait before you reconnect.',
  },
  'too-many-connections': {
    code: 4430,
    description: 'The user has too many live connections: close one first.',
  },
} as const;

export type CloseReason = keyof typeof CLOSE_CODES;
