const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** True if a text has the form of the ids of users and devices. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
