/** A part of the page on its own: when it cannot be drawn, the others live on, and it can be loaded anew. */
import { Button } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import css from './Boundary.module.css'
import { Icon } from './Icon.tsx'

interface Props {
  /** Make its state anew before it is drawn again. */
  onReload?: () => void
  children: ReactNode
}

export class Boundary extends Component<Props, { isBroken: boolean }> {
  override state = { isBroken: false }

  static getDerivedStateFromError = () => ({ isBroken: true })

  #reload = () => {
    this.props.onReload?.()
    this.setState({ isBroken: false })
  }

  override render() {
    return this.state.isBroken ? <Broken onReload={this.#reload} /> : this.props.children
  }
}

function Broken({ onReload }: { onReload: () => void }) {
  const { t } = useTranslation()
  return (
    <div className={css.broken} role="alert" data-broken-part>
      <Icon of="alert" size={32} />
      <p>{t('part.broken')}</p>
      <Button variant="light" onClick={onReload}>
        {t('part.reload')}
      </Button>
    </div>
  )
}
