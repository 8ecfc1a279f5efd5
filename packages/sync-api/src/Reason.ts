import { Schema } from "effect"

/** A person's own words on a decision, kept with it. */
export const Reason = Schema.String.pipe(
  Schema.pattern(/^(?=[\s\S]*\S)[^\u0000]{1,1000}$/, {
    message: () => "Expected 1 to 1000 characters",
    arbitrary: () => (fc) => fc.stringMatching(/^[A-Za-z][A-Za-z ]{0,20}$/)
  })
).annotations({
  identifier: "Reason",
  description: "A person's own words on a decision, kept with it",
  jsonSchema: { type: "string", minLength: 1, maxLength: 1000 },
  examples: ["Asked the office: these people have left"]
})
