/** The name of a field in the contract: `messageId` is `message_id` there. */
export function nameInContract(field = ''): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
