import { Context, FiberRef, FiberRefs, HashMap, Logger, Option, Tracer } from "effect"

/** Adds the ids of the trace and span that a line was written in, by which it is found beside them. */
const withTraceIds = <Message, Output>(logger: Logger.Logger<Message, Output>) =>
  Logger.mapInputOptions(logger, (options: Logger.Logger.Options<Message>) =>
    Option.match(
      Context.getOption(FiberRefs.getOrDefault(options.context, FiberRef.currentContext), Tracer.ParentSpan),
      {
        onNone: () => options,
        onSome: ({ spanId, traceId }) => ({
          ...options,
          annotations: options.annotations.pipe(
            HashMap.set<string, unknown>("traceId", traceId),
            HashMap.set<string, unknown>("spanId", spanId)
          )
        })
      }
    )
  )

const replaced = (logger: Logger.Logger<unknown, void>) =>
  Logger.replace(Logger.defaultLogger, withTraceIds(logger))

/** How a node's log looks, by the word in `LOG_FORMAT`. */
export const loggers = {
  json: replaced(Logger.withConsoleLog(Logger.jsonLogger)),
  logfmt: replaced(Logger.withConsoleLog(Logger.logfmtLogger)),
  pretty: replaced(Logger.prettyLogger())
}
