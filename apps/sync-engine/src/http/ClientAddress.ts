import type { HttpServerRequest } from "@effect/platform"
import { Option } from "effect"
import { isIPv6 } from "node:net"

/** The first four groups of an IPv6 address: what one household or server is given, any of which it may call from. */
const networkOf = (address: string): string => {
  const [head = "", tail] = address.split("::")
  const groups = head === "" ? [] : head.split(":")
  const rest = tail === undefined || tail === "" ? [] : tail.split(":")
  const gap = tail === undefined ? 0 : Math.max(0, 8 - groups.length - rest.length)
  return [...groups, ...Array.from({ length: gap }, () => "0"), ...rest].slice(0, 4).join(":")
}

/**
 * Who made a request, as far as requests of one caller are to be counted together: what the outermost of the trusted
 * proxies saw. What callers themselves write into `x-forwarded-for` stands before that and is not looked at.
 */
export const clientAddress = (
  { headers, remoteAddress }: Pick<HttpServerRequest.HttpServerRequest, "headers" | "remoteAddress">,
  trustedProxies: number
): string => {
  const forwarded = (headers["x-forwarded-for"] ?? "").split(",").map((address) => address.trim())
  const seen = trustedProxies === 0 ? undefined : forwarded.at(-trustedProxies)
  const address = seen === undefined || seen === "" ? Option.getOrElse(remoteAddress, () => "") : seen
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "")
  return isIPv6(plain) ? networkOf(plain) : plain
}
