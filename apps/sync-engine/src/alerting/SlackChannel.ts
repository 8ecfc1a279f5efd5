import type { HttpClient } from "@effect/platform"
import type { Redacted } from "effect"
import type { AlertChannel } from "./AlertChannel.ts"
import { lines, title } from "./AlertMessage.ts"
import { postJson } from "./PostJson.ts"

// The three characters that Slack's markup gives a meaning of their own; what a source wrote must not mention a channel.
const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")

/**
 * Posts messages as text in Slack's format, which other chats take too.
 *
 * @see https://docs.slack.dev/messaging/formatting-message-text
 */
export const slackChannel = (
  client: HttpClient.HttpClient,
  options: { readonly url: Redacted.Redacted }
): AlertChannel => ({
  name: "slack",
  send: (message) => {
    const text = [`*${escaped(title(message))}*`, ...lines(message).map((line) => `• ${escaped(line)}`)]
    return postJson(client, { url: options.url, body: JSON.stringify({ text: text.join("\n") }) })
  }
})
