/** How are keys named on this machine? */
export const FIND_KEYS = navigator.platform.startsWith('Mac') ? '⌘ K' : 'Ctrl K'
