/** Downloads content as a file. */
export function saveFile(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  downloadFrom(url, name);
  // Revoked only after the browser has started the download.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Downloads what an address answers, under the name that it gives unless there is another; the page stays. */
export function downloadFrom(address: string, name = ''): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
}
