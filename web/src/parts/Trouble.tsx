/** What went wrong with a form as a whole, where the form is. */
import form from './Form.module.css'
import { Icon } from './Icon.tsx'

export function Trouble({ text }: { text: string | null }) {
  if (!text) return null
  return (
    <p className={form.trouble} role="alert">
      <Icon of="alert" size={18} /> {text}
    </p>
  )
}
