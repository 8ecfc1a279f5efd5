import { createServer, type Server } from "node:http"

/** A customer with every field that the peer stores. */
const customer = (index: number) => ({
  id: `cus_${String(index).padStart(12, "0")}`,
  object: "customer",
  address: {
    city: "Springfield",
    country: "US",
    line1: `${index} Main Street`,
    line2: null,
    postal_code: "62701",
    state: "IL"
  },
  balance: index % 500,
  created: 1_600_000_000 + index,
  currency: "usd",
  default_source: null,
  delinquent: index % 7 === 0,
  description: `Customer number ${index}`,
  discount: null,
  email: `customer${index}@example.org`,
  invoice_prefix: `INV${index}`,
  invoice_settings: {
    custom_fields: null,
    default_payment_method: null,
    footer: null,
    rendering_options: null
  },
  livemode: false,
  metadata: { branch: String(index % 4) },
  name: `First${index} Last${index % 1000}`,
  next_invoice_sequence: 1 + (index % 9),
  phone: `+1217555${String(index % 10_000).padStart(4, "0")}`,
  preferred_locales: ["en-US"],
  shipping: null,
  tax_exempt: "none"
})

/**
 * Stripe's list of customers, as far as its own client needs it to go through all pages: `limit` and `starting_after`.
 *
 * @see https://docs.stripe.com/api/pagination
 */
export const fakeStripe = (count: number): Server =>
  createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? "/", "http://127.0.0.1")
    const limit = Number(searchParams.get("limit") ?? 10)
    const after = searchParams.get("starting_after")
    const from = after === null ? 0 : Number(after.slice("cus_".length)) + 1
    const until = Math.min(count, from + limit)
    const data = Array.from({ length: Math.max(0, until - from) }, (_, index) => customer(from + index))
    response.setHeader("content-type", "application/json")
    response.end(JSON.stringify({ object: "list", url: "/v1/customers", has_more: until < count, data }))
  })
