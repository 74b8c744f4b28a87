import type { FastifyInstance } from 'fastify';
import { CannotStart } from './cannot-start.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
  /** The variable that says the port, to be named where it won't do. */
  readonly portVariable: string;
  /** What the server's log says of it, where it has one. */
  readonly announcement?: (url: string) => string;
}

type Listening = Pick<FastifyInstance, 'listen'>;

/**
 * Listens for HTTP.
 *
 * @returns the URL that it answers at
 * @throws CannotStart where the address can't be had: a sentence that names the variable
 */
export async function listen(server: Listening, address: Address): Promise<string> {
  const { host, port, announcement = (url) => `Listening at ${url}.` } = address;
  try {
    return await server.listen({ host, port, listenTextResolver: announcement });
  } catch (error) {
    const reason = reasonOf(error, address);
    throw reason ? new CannotStart(reason, { cause: error }) : error;
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
