const kept = ['name', 'version', 'description', 'keywords', 'license', 'repository', 'type', 'bin', 'exports', 'files']

/**
 * The manifest of the packed package, from the checkout's. Without dependencies: all is in the bundles or beside them.
 * Without scripts: `preinstall` is about the checkout. Without the optional Node: in a project that depends on Switchhook
 * it would take the place of the project's own in npm scripts.
 */
export function packageManifest(checkout) {
  const { devDependencies } = checkout
  return {
    ...Object.fromEntries(kept.flatMap((key) => (key in checkout ? [[key, checkout[key]]] : []))),
    engines: { node: '>=24' },
    // For `switchhook/testing/vitest` and `/playwright`, which use what the project has.
    peerDependencies: {
      vitest: `>=${majorOf(devDependencies.vitest)}`,
      '@playwright/test': `>=${majorOf(devDependencies['@playwright/test'])}`,
    },
    peerDependenciesMeta: { vitest: { optional: true }, '@playwright/test': { optional: true } },
  }
}

const majorOf = (version) => /\d+/.exec(version)[0]
