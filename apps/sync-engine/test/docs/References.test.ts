import { describe, it } from "@effect/vitest"
import { loadVariables } from "../support/ConfigModules.ts"
import { commandsReference } from "../support/reference/CommandsReference.ts"
import { configurationReference } from "../support/reference/ConfigurationReference.ts"
import { httpReference } from "../support/reference/HttpReference.ts"
import { rpcReference } from "../support/reference/RpcReference.ts"

const references = [
  ["commands.md", async () => commandsReference()],
  ["configuration.md", async () => configurationReference(await loadVariables())],
  ["http-api.md", async () => httpReference()],
  ["rpc.md", async () => rpcReference()]
] as const

// pnpm --filter @openfaith/sync-engine docs writes them.
describe("the references", () => {
  it.each(references)("%s is what the code says", async (name, page) => {
    const { expect } = await import("vitest")
    await expect(await page()).toMatchFileSnapshot(`../../../../docs/${name}`)
  })
})
