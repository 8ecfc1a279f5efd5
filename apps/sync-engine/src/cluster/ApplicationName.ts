/** What the names of the nodes' cluster connections begin with. */
export const clusterApplication = "openfaith-node"

// PostgreSQL cuts the names of applications off there.
const maxLength = 63

/** The name of a node's cluster connections: PostgreSQL then tells who holds which lock, and which version that is. */
export const applicationName = (version: string, address: string): string =>
  `${clusterApplication} ${version} ${address}`.slice(0, maxLength)

/** The version of the node at an address, and how many locks its connections hold; nothing when it has none. */
export const sessionOf = <A extends { readonly applicationName: string }>(
  address: string,
  sessions: ReadonlyArray<A>
): { readonly version: string; readonly session: A } | undefined => {
  for (const session of sessions) {
    const [, version = "", name = ""] = session.applicationName.split(" ")
    const isCut = session.applicationName.length === maxLength
    if (name === address || (isCut && address.startsWith(name))) return { version, session }
  }
  return undefined
}
