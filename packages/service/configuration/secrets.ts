// Both are applied to lines of JSON too, where a quote within a text is \" and must stay one.
const USER_INFORMATION = /:\/\/(?!\/)(?:[^\s"]|\\")*@/g;
const SECRET_PARAMETER =
  /([?&][^=&\s"]*(?:password|secret|token|key)[^=&\s"]*=)(?:[^&\s"\\]|\\.)*/gi;

/**
 * A text in which the URLs show no user, no password and no secret parameter. It rather hides too much
 * (a path with an @ in it) than too little.
 */
export function withoutSecrets(text: string): string {
  if (!text.includes('@') && !text.includes('=')) return text;
  return text.replace(USER_INFORMATION, '://***@').replace(SECRET_PARAMETER, '$1***');
}
