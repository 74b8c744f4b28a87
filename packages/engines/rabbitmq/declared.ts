import { EngineUnavailable } from '../unavailable.ts';

const PRECONDITION_FAILED = 406;

/**
 * Makes an exchange or a queue where it doesn't exist yet.
 *
 * @param what its kind and name; `wanted`: the properties that it has to have
 * @throws EngineUnavailable where it exists with other properties
 */
export async function declared(
  what: string,
  wanted: string,
  make: () => Promise<unknown>,
): Promise<void> {
  try {
    await make();
  } catch (error) {
    const { code, message } = error as { code?: number; message: string };
    if (code !== PRECONDITION_FAILED) throw error;
    throw new EngineUnavailable(
      `the ${what} exists in RabbitMQ with other properties than the platform's (${wanted}); ` +
        `let it run empty and delete it, then it is made anew. RabbitMQ says: ${message}`,
      { cause: error },
    );
  }
}
