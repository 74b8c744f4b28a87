import type { FastifyInstance } from 'fastify';
import { StartupError } from './configuration/startup-error.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
  /** The variable of the port, for error messages. */
  readonly portVariable: string;
  /** The log line of a server with a log. */
  readonly announcement?: (url: string) => string;
}

type Listening = Pick<FastifyInstance, 'listen'>;

/**
 * Listens for HTTP.
 *
 * @returns the URL of the server
 * @throws StartupError if the address can't be used: the message names the variable
 */
export async function listen(server: Listening, address: Address): Promise<string> {
  const { host, port, announcement = (url) => `Listening at ${url}.` } = address;
  try {
    return await server.listen({ host, port, listenTextResolver: announcement });
  } catch (error) {
    const reason = reasonOf(error, address);
    throw reason ? new StartupError(reason, { cause: error }) : error;
  }
}

function reasonOf(error: unknown, { host, port, portVariable }: Address): string | undefined {
  const at = `${host}:${port}`;
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return `${portVariable} is ${port}, but another process listens at ${at} already. Stop it, or set ${portVariable} to a port that is free.`;
    case 'EACCES':
      return `${portVariable} is ${port}, but this user may not listen at ${at}. Set ${portVariable} to a port above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `HOST is ${host}, but that is no address of this machine. Set HOST to one that is, such as 127.0.0.1.`;
    default:
      return undefined;
  }
}
