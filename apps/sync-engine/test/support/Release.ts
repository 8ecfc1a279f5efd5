import { inject } from "vitest"

declare module "vitest" {
  interface ProvidedContext {
    readonly release: string
  }
}

/** What the nodes of end-to-end tests run: the release of these very sources, which starts in a third of their time. */
export const release = (): string => inject("release")
