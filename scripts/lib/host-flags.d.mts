/** Node's options for the headless host. */
export declare const hostFlags: readonly string[]
