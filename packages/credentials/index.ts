export * from './access-token.ts';
export * from './attempt-limits.ts';
export * from './authentication.ts';
export * from './credential-store.ts';
export * from './open.ts';
export * from './password-rules.ts';
export { checkChosenPassword } from './password-rules.ts';
export * from './passwords.ts';
export {
  REFRESH_GRACE_MS,
  SESSION_IDLE_MS,
  SESSION_MAX_AGE_MS as SESSION_LONGEST_MS,
} from './session.ts';
export { KEY_PUBLICATION_MS } from './signing-keys.ts';
export * from './token-verification.ts';
