import { Dialog } from "@base-ui/react/dialog"
import { type ReactElement, type ReactNode, useState } from "react"

/** A dialog around a form; what is inside is told how to close it. */
export const FormDialog = (props: {
  trigger: ReactElement
  title: string
  description: string
  children: (close: () => void) => ReactNode
}): ReactNode => {
  const [open, setOpen] = useState(false)
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger render={props.trigger} />
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog">
          <Dialog.Title className="dialog-title">{props.title}</Dialog.Title>
          <Dialog.Description className="muted">{props.description}</Dialog.Description>
          {props.children(() => setOpen(false))}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
