import type { KeyScope } from "@openfaith/sync-api"
import { type ReactNode, use } from "react"
import { HeldScope, useMay } from "../api/HeldScope.ts"
import { Callout } from "./States.tsx"

/** Says why buttons of a page are switched off, when the key that signed in lacks a scope that they take. */
export const ScopeNote = ({ needs }: { needs: ReadonlyArray<KeyScope> }): ReactNode => {
  const held = use(HeldScope)
  const may = useMay()
  const lacking = needs.filter((scope) => !may(scope))
  return held === null || lacking.length === 0 ? null : (
    <Callout tone="idle">
      Your key has the scope <code>{held}</code>. What is switched off here takes{" "}
      {lacking.map((scope, index) => (
        <span key={scope}>
          {index === 0 ? "" : " or "}
          <code>{scope}</code>
        </span>
      ))}
      .
    </Callout>
  )
}
