import type { BudgetUse } from "@openfaith/sync-api"
import type { ReactNode } from "react"
import { number } from "../model/Format.ts"
import { Meter } from "./Meter.tsx"

/** How much of what its sources allow an organisation has in use. */
export const Budgets = ({ budgets }: { budgets: ReadonlyArray<BudgetUse> }): ReactNode =>
  budgets.length === 0 ? (
    <span className="muted">none yet</span>
  ) : (
    budgets.map(({ adapter, limit, periodSeconds, used }) => (
      <div key={adapter} className="stat-text" title={`requests to ${adapter} in ${periodSeconds} s`}>
        <span className="small">
          {number(used)} of {number(limit)}
        </span>
        <Meter
          label={`Requests to ${adapter} in ${periodSeconds} seconds`}
          share={used / Math.max(1, limit)}
        />
      </div>
    ))
  )
