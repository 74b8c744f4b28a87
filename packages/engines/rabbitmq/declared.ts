import { EngineUnavailable } from '../unavailable.ts';

const PRECONDITION_FAILED = 406;

/**
 * Creates an exchange or a queue if it does not exist.
 *
 * @param what its kind and name
 * @param wanted its required properties
 * @throws EngineUnavailable if it exists with other properties
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
        `empty it and delete it; the platform creates it again. RabbitMQ says: ${message}`,
      { cause: error },
    );
  }
}
