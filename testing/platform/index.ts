export { type Account, ServedPlatform } from './served-platform.ts';
export {
  type Engines,
  oneTimePassword,
  type ServicesBehindGateway,
  type StartOptions,
  serviceUrl,
  TestPlatform,
} from './test-platform.ts';
