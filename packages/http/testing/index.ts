export * from './access-walk.ts';
export * from './sign-in.ts';
