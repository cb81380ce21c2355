/** Is a menu open? On a phone Back closes it. */
import { useState } from 'react'
import { useLayer } from './layers.ts'

export function useOpened() {
  const [opened, onChange] = useState(false)
  useLayer(opened, () => onChange(false))
  return { opened, onChange }
}
