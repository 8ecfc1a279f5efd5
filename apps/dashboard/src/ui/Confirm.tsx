import { AlertDialog } from "@base-ui/react/alert-dialog"
import { type ReactElement, type ReactNode, useState } from "react"
import { failureOf } from "../api/Failure.ts"

/** A button that asks before it does what cannot be undone. */
export const Confirm = (props: {
  /** The button that opens the question. */
  trigger: ReactElement
  title: string
  children: ReactNode
  /** What the person says yes to. */
  action: string
  isDangerous?: boolean
  onConfirm: () => Promise<unknown>
}): ReactNode => {
  const [open, setOpen] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const confirm = async () => {
    setBusy(true)
    setError(null)
    try {
      await props.onConfirm()
      setOpen(false)
    } catch (cause) {
      setError(cause)
    } finally {
      setBusy(false)
    }
  }
  return (
    <AlertDialog.Root open={open} onOpenChange={setOpen}>
      <AlertDialog.Trigger render={props.trigger} />
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Popup className="dialog">
          <AlertDialog.Title className="dialog-title">{props.title}</AlertDialog.Title>
          <AlertDialog.Description render={<div className="muted stack-s" />}>
            {props.children}
          </AlertDialog.Description>
          {error === null ? null : (
            <p className="field-fault" role="alert">
              {failureOf(error).title}. {failureOf(error).detail}
            </p>
          )}
          <div className="dialog-actions">
            <AlertDialog.Close className="button">Not now</AlertDialog.Close>
            <button
              type="button"
              className="button"
              data-kind={props.isDangerous === true ? "danger" : "primary"}
              disabled={isBusy}
              onClick={() => void confirm()}
            >
              {props.action}
            </button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
