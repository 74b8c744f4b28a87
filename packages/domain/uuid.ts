/** A UUID of any version (RFC 9562) in lower case, as ids are written everywhere. */
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
