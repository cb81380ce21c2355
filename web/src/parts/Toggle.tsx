/** A switch with its words in front. */
import css from './Toggle.module.css'

interface Props {
  label: string
  checked: boolean
  disabled?: boolean
  onChange: (checked: boolean) => void
}

export function Toggle({ label, checked, disabled = false, onChange }: Props) {
  return (
    <label className={css.toggle} data-disabled={disabled}>
      <span>{label}</span>
      <input
        type="checkbox"
        role="switch"
        className={css.track}
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </label>
  )
}
