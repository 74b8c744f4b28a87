import ajvCompiler from '@fastify/ajv-compiler';
import serializerCompiler from '@fastify/fast-json-stringify-compiler';

type Build = ajvCompiler.BuildCompilerFromPool;

const buildValidator: Build = ajvCompiler();
const buildSerializer = serializerCompiler();

/**
 * Fastify's own compilers of validators and serializers, called at the first request of a route. Compiling the
 * schemas of all routes would take most of the CPU time of a start: 0.8 s of 1.1 s for query-api.
 */
export const lazyCompilers = {
  buildValidator: ((...schemas) => {
    const getCompiler = once(() => buildValidator(...schemas));
    return (route: Parameters<ReturnType<Build>>[0]) => {
      const getValidator = once(() => getCompiler()(route));
      function validate(value: unknown): unknown {
        const validator = getValidator();
        const isValid = validator(value);
        validate.errors = validator.errors;
        return isValid;
      }
      validate.errors = undefined as ReturnType<typeof getValidator>['errors'];
      return validate;
    };
  }) as Build,
  buildSerializer: ((...schemas) => {
    const getCompiler = once(() => buildSerializer(...schemas));
    return (route) => {
      const getSerializer = once(() => getCompiler()(route));
      return (document) => getSerializer()(document);
    };
  }) as typeof buildSerializer,
};

function once<T>(create: () => T): () => T {
  let created: T | undefined;
  return () => {
    created ??= create();
    return created;
  };
}
