/** Takes the log lines of engines. A pino logger is one. */
export interface EngineLog {
  info(message: string): void;
  warn(message: string): void;
}
