/** Node's options for the headless host. */
export declare const hostFlags: readonly string[]
/** The headless host's environment, from ours. */
export declare function hostEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv
