import { httpUrl } from './configuration.ts';

export const PUBLIC_URL = httpUrl({
  description:
    'Where browsers reach the platform: its pages may give commands, and by HTTPS cookies are sent only so.',
  default: new URL('http://localhost:8080'),
});
