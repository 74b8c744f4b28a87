/** Downloads content as a file. */
export function saveFile(content: Blob, name: string): void {
  const link = document.createElement('a');
  const url = URL.createObjectURL(content);
  link.href = url;
  link.download = name;
  link.click();
  // Revoked only after the browser has started the download.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
