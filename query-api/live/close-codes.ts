/** Why the server ends a live connection, beside what the protocol itself has codes for. */
export const CLOSE_CODES = {
  'going-away': {
    code: 1001,
    description: 'This server stops: connect again, which another one answers, and resume.',
  },
  'internal-error': {
    code: 1011,
    description: 'Something went wrong on our side: connect again and resume.',
  },
  'session-ended': {
    code: 4401,
    description:
      'The session has ended (signed out, another password or role, deleted): sign in again.',
  },
  'too-slow': {
    code: 4408,
    description:
      'More waits to be read on this connection than is kept: connect again and resume. Whoever reads ' +
      'nothing at all sees the connection break instead.',
  },
  'too-many-frames': {
    code: 4429,
    description: 'Too many frames were sent within ten seconds: wait before you connect again.',
  },
  'too-many-connections': {
    code: 4430,
    description: 'The user has too many live connections: close one first.',
  },
} as const;

export type CloseReason = keyof typeof CLOSE_CODES;
