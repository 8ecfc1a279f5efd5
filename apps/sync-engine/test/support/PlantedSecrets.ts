/** What nobody may be told, by what it is: the name is told when it is found somewhere, the text is not. */
export type Secrets = ReadonlyArray<readonly [name: string, text: string | null]>

/** A message that names the first secret that is in the text, if there is one. */
export const leakIn = (where: string, text: string, secrets: Secrets): string | undefined => {
  // Shorter ones are in every text.
  const found = secrets.find(([, secret]) => secret !== null && secret.length > 3 && text.includes(secret))
  return found === undefined ? undefined : `${where} holds ${found[0]}`
}
