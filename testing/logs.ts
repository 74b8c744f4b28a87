/** Discards every line. */
export const silentLog = { info() {}, warn() {}, error() {} };

/** Collects warnings and errors in `lines`; discards the rest. */
export function recordingLog() {
  const lines: string[] = [];
  const record = (line: string) => {
    lines.push(line);
  };
  return { info() {}, warn: record, error: record, lines };
}
