/** A sentence without the backticks that mark machine words on the page. */
export const plain = (text: string): string => text.replaceAll('`', '')
