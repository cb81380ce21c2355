/** Where does the page begin? */
import { MantineProvider } from '@mantine/core'
import { createRoot } from 'react-dom/client'
import { resume } from '../session/session.ts'
import '../words/index.ts'
import { App } from './App.tsx'
import './mantine.css'
import './people.css'
import { theme } from './theme.ts'
import './tokens.css'

await resume()

// Colours stand in tokens.css and nothing else is injected, so that no inline style needs to be allowed.
createRoot(document.getElementById('root')!).render(
  <MantineProvider
    theme={theme}
    defaultColorScheme="auto"
    withCssVariables={false}
    withGlobalClasses={false}
    withStaticClasses={false}
  >
    <App />
  </MantineProvider>,
)
