export function withSeconds<T>(
  words: string,
  work: () => Promise<T>,
  options?: { stream?: { isTTY?: boolean; write(text: string): unknown }; everyMs?: number },
): Promise<T>
