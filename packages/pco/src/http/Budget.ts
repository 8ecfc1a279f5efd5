import type { BudgetReport } from "@openfaith/adapter-core"

/**
 * What Planning Center documents: 100 requests in 20 seconds for each authenticated user. It changes without notice, so
 * this holds only until the first answer.
 *
 * @see https://developer.planning.center/docs/#/overview/rate-limiting
 */
export const documentedBudget: BudgetReport = { limit: 100, periodSeconds: 20, count: null }

const leadingInteger = (header: string | undefined): number | null => {
  const digits = /^\s*(\d{1,9})/.exec(header ?? "")?.[1]
  return digits === undefined ? null : Number(digits)
}

/** The budget an answer's headers tell; null without a usable limit. The period comes as `20` or as `20 seconds`. */
export const budgetOf = (headers: Readonly<Record<string, string | undefined>>): BudgetReport | null => {
  const limit = leadingInteger(headers["x-pco-api-request-rate-limit"])
  const period = leadingInteger(headers["x-pco-api-request-rate-period"])
  if (limit === null || limit === 0) return null
  return {
    limit,
    periodSeconds: period === null || period === 0 ? documentedBudget.periodSeconds : period,
    count: leadingInteger(headers["x-pco-api-request-rate-count"])
  }
}
