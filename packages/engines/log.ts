/** Where engines say, in sentences, what happened to them. A pino logger is one. */
export interface EngineLog {
  info(message: string): void;
  warn(message: string): void;
}
