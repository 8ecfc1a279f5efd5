import { type InputHTMLAttributes, type ReactNode, useId } from "react"

/** A labelled input with a hint and, when there is one, what is wrong with it. */
export const Field = ({
  fault,
  hint,
  label,
  ...input
}: {
  label: string
  hint?: ReactNode
  fault?: string | undefined
} & InputHTMLAttributes<HTMLInputElement>): ReactNode => {
  const id = useId()
  const notes = [hint === undefined ? [] : [`${id}-hint`], fault === undefined ? [] : [`${id}-fault`]].flat()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        aria-invalid={fault === undefined ? undefined : true}
        aria-describedby={notes.length === 0 ? undefined : notes.join(" ")}
        {...input}
      />
      {hint === undefined ? null : (
        <div id={`${id}-hint`} className="field-hint">
          {hint}
        </div>
      )}
      {fault === undefined ? null : (
        <div id={`${id}-fault`} className="field-fault" role="alert">
          {fault}
        </div>
      )}
    </div>
  )
}
