import { createRequire } from 'node:module';
import type { Writable } from 'node:stream';
import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import { oneOf } from './configuration/configuration.ts';
import { withoutSecrets } from './configuration/secrets.ts';
import { currentCorrelationId } from './correlation.ts';

export type { Logger } from 'pino';

const require = createRequire(import.meta.url);

const STANDARD_OUTPUT = 1;

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export type LogLevel = (typeof LEVELS)[number];

/** JSON lines, coloured lines for people, or whichever suits standard output. */
export type LogFormat = 'json' | 'pretty' | 'auto';

/** The variables of every process's log. */
export const loggingVariables = {
  LOG_LEVEL: oneOf(LEVELS, { default: 'info', description: 'The least level that is logged.' }),
  LOG_FORMAT: oneOf(['auto', 'json', 'pretty'], {
    default: 'auto',
    description: 'How log lines look; auto: pretty on a terminal, JSON anywhere else.',
  }),
};

export interface LoggerOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** Standard output by default. */
  readonly destination?: Writable;
  /** Called with the level of every line. */
  readonly onLine?: (level: string) => void;
}

/**
 * Creates the log of a process: one line per entry, with the name of the service and the correlation id
 * of the request. It removes secrets in URLs from every line.
 */
export function createLogger(service: string, options: LoggerOptions): Logger {
  const { level, format, destination, onLine } = options;
  return pino(
    {
      level,
      base: { service },
      timestamp: stdTimeFunctions.isoTime,
      mixin: (_line, levelNumber, logger) => {
        onLine?.(logger.levels.labels[levelNumber] ?? '');
        return correlation();
      },
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: withoutSecrets },
    },
    isPretty(format) ? prettyStream(destination) : (destination ?? plainStream()),
  );
}

function correlation(): object {
  const correlationId = currentCorrelationId();
  return correlationId === undefined ? {} : { correlationId };
}

function isPretty(format: LogFormat): boolean {
  return format === 'pretty' || (format === 'auto' && process.stdout.isTTY === true);
}

/** Writes synchronously: every line is written, in order, before the process ends. */
function plainStream(): DestinationStream {
  return pino.destination({ dest: STANDARD_OUTPUT, sync: true });
}

/** Lines for people, written synchronously as well. Loads the package here: it takes 40 ms of a start. */
function prettyStream(destination: Writable | undefined): DestinationStream {
  const { PinoPretty } = require('pino-pretty') as typeof import('pino-pretty');
  return PinoPretty({
    colorize: process.stdout.isTTY === true && destination === undefined,
    translateTime: 'SYS:HH:MM:ss.l',
    messageFormat: '{service}: {msg}',
    ignore: 'service',
    sync: true,
    destination: destination ?? STANDARD_OUTPUT,
  });
}
