import { Effect, Redacted } from "effect"
import { createTransport } from "nodemailer"
import { isLoopback } from "../http/Loopback.ts"
import { type AlertChannel, NotDelivered } from "./AlertChannel.ts"
import { lines, title } from "./AlertMessage.ts"

const patienceMillis = 10_000

/**
 * Sends messages by SMTP. A password never travels in clear: where the address is not `smtps://`, the server has to
 * offer STARTTLS, unless it is on this machine.
 */
export const emailChannel = (options: {
  readonly smtp: Redacted.Redacted
  readonly from: string
  readonly to: ReadonlyArray<string>
}): AlertChannel => {
  const url = new URL(Redacted.value(options.smtp))
  const transport = createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || (url.protocol === "smtps:" ? 465 : 587),
    secure: url.protocol === "smtps:",
    requireTLS: url.username !== "" && !isLoopback(url.hostname),
    ...(url.username === ""
      ? {}
      : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
    connectionTimeout: patienceMillis,
    greetingTimeout: patienceMillis,
    socketTimeout: patienceMillis
  })
  return {
    name: "email",
    send: (message) =>
      Effect.asVoid(
        Effect.tryPromise({
          try: () =>
            transport.sendMail({
              from: options.from,
              to: [...options.to],
              subject: title(message),
              text: `${lines(message).join("\n\n")}\n`,
              // The same for every attempt, by which mail programs tell a repetition.
              messageId: `<${message.messageId}@${options.from.split("@").at(-1)}>`,
              headers: { "Auto-Submitted": "auto-generated" }
            }),
          catch: (cause) =>
            new NotDelivered({
              reason: cause instanceof Error && "responseCode" in cause ? "refused" : "unreachable",
              detail: cause instanceof Error ? cause.message : String(cause),
              retryAfterSeconds: null
            })
        })
      )
  }
}
