export function providerTypes(folder: string): Promise<string>
