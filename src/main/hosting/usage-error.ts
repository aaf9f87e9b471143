/** Wrong use of the command line: printed as it is, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** What `parseArgs` of Node says of an option, in one sentence and without advice that is not for our commands. */
export function optionProblem(error: unknown): string {
  const { message } = error as Error
  const [, option] = /^Option '(?:-\w, )?(--[\w-]+)[^']*' argument is ambiguous/.exec(message) ?? []
  if (option !== undefined)
    return `Option '${option}' lacks its value; one that begins with a dash is written ${option}=-….`
  const [sentence = ''] = message.split(/\. (?=To specify|This command)|\n/)
  return sentence.replace(/\.?$/, '.')
}
