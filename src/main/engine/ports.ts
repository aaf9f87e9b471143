/** What a host supplies to the engine. Everything that tests want to hold still comes through here. */
export interface EnginePorts {
  readonly version: string
  readonly host: 'desktop' | 'headless'
  /** Folder for database, search index, spooled bodies, user packs. Exists and is writable. */
  readonly dataDir: string
  /** Folder with `providers/`. */
  readonly resourcesDir: string
  readonly clock: Clock
  /** A new id, sorted by time; `prefix` such as "dlv". */
  readonly newId: (prefix: string) => string
  /** Cryptographically random bytes. */
  readonly randomBytes: (size: number) => Uint8Array
  readonly vault: SecretVault
  readonly log: Log
  /** Starts `file` (a bundle or a source file) with at most `heapMb` of JavaScript heap. */
  readonly fork: (file: URL, heapMb: number) => ChildProcess
  readonly env: Readonly<Record<string, string | undefined>>
  /** Lets the user choose a folder in a dialog of the system, as an absolute path; left out where there is no window. */
  readonly chooseFolder?: () => Promise<string | null>
}

/**
 * A process of its own that can be killed, for work that no thread can be kept from overdoing (a thread inside
 * `JSON.parse` neither ends nor minds its heap limit).
 */
export interface ChildProcess {
  readonly pid: number | null
  /** Structured clone; never throws, also not when it has ended. */
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once, with the reason in words. */
  onExit(listener: (reason: string) => void): void
  kill(): void
}

export interface Clock {
  /** Unix milliseconds. */
  now(): number
  /** Milliseconds that never jump; for durations. */
  elapsed(): number
}

/** Encrypts secrets for the disk: the OS key store on the desktop, a 0600 key file in headless. */
export interface SecretVault {
  seal(plain: string): Promise<Uint8Array>
  /** Throws AppError `unavailable` where the key is not the one that sealed it. */
  open(sealed: Uint8Array): Promise<string>
}

export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void
  error(message: string, fields?: Readonly<Record<string, unknown>>): void
}
