import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { type DeclaredVariable, declaredVariables } from "../../src/config/EnvironmentVariable.ts"

const folder = fileURLToPath(new URL("../../src/config/", import.meta.url))

/** Every variable that a config module declares, by name. */
export const loadVariables = async (): Promise<ReadonlyMap<string, DeclaredVariable>> => {
  for (const file of readdirSync(folder)) await import(`${folder}${file}`)
  return declaredVariables
}

/** The config module that names a variable, such as `NodeConfig`. */
export const moduleOf = (name: string): string => {
  const file = readdirSync(folder).find((file) =>
    readFileSync(`${folder}${file}`, "utf8").includes(`"${name}"`)
  )
  return file?.replace(/\.ts$/, "") ?? ""
}
