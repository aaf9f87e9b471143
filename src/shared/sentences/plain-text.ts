/** A sentence without the backticks that mark machine words on the page. */
export const plain = (text: string): string => text.replaceAll('`', '')

/** A URL as it is told: without a user name and password that it may hold. */
export const withoutCredentials = (url: string): string => url.replace(/^([a-z]+:\/\/)[^/?#]*@/i, '$1')
