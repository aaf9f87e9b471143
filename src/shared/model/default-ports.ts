/** Where the receiver and the page of the headless host listen unless told otherwise; the next free port where one is taken. */
export const defaultPorts = {
  // Not 4190: browsers and fetch refuse to call that port (https://fetch.spec.whatwg.org/#port-blocking).
  receiver: 4180,
  page: 4191,
} as const
