/** The signs on buttons. They say nothing by themselves: the button around them has a label. */

const PATHS = {
  back: 'M15 5l-7 7 7 7',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16.2 16.2L21 21',
  group:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.500 0 0 0 0 7zM2.500 20c.5-4 3-6 6.500-6s6 2 6.500 6M16 4.400a3.500 3.500 0 0 1 0 6.200M18 14.300c2 .8 3.200 2.700 3.500 5.700',
  write: 'M19 13.5V20H4V5h6.500M9 15l.7-3.200L18.200 3.300a1.700 1.700 0 0 1 2.500 2.500L12.200 14.300z',
  plus: 'M12 5v14M5 12h14',
  send: 'M4 12L20 4l-5 16-3.500-6.500zM11.500 13.500L20 4',
  smile:
    'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.500 14.500c1.800 2.300 5.200 2.300 7 0M9 9.500v.5M15 9.500v.5',
  react:
    'M20.700 10.500a9 9 0 1 1-7.200-7.200M8.500 14.500c1.800 2.300 5.200 2.300 7 0M9 9.500v.5M15 9.500v.5M19 2.500v6M16 5.500h6',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  reply: 'M9 6l-5 5 5 5M4 11h9c4 0 7 2 7 7',
  edit: 'M4 20l1-4L16.500 4.500a2 2 0 0 1 3 3L8 19z',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5',
  undo: 'M8 5L4 9l4 4M4 9h10a5 5 0 0 1 0 10h-3',
  pin: 'M9 4h6l-1 6 3 3H7l3-3zM12 13v7',
  mute: 'M6 16V11a6 6 0 0 1 9-5.200M18 11v5M4 16h13M10 19.500a2 2 0 0 0 4 0M4 4l16 16',
  down: 'M12 5v14M5.500 12.500L12 19l6.500-6.500',
  close: 'M6 6l12 12M18 6L6 18',
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5M12 7.800v.2',
  clock: 'M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17zM12 8v4.500l3 1.500',
  check: 'M4.500 12.500l5 5 10-11',
  checks: 'M2 12.500l4.500 5 9-11M11 15.500l2 2 9-11',
  alert: 'M12 4L2.500 20h19zM12 10v5M12 17.500v.2',
  at: 'M12 8.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7zM15.500 8.500v5a2.500 2.500 0 0 0 5 0V12a8.500 8.500 0 1 0-3.500 6.900',
  user: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20.500c.5-4.500 3.500-6.500 7.500-6.500s7 2 7.500 6.500',
  gear: 'M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM12 3v2.500M12 18.500V21M3 12h2.500M18.500 12H21M5.600 5.600l1.800 1.800M16.600 16.600l1.800 1.800M18.400 5.600l-1.800 1.800M7.400 16.600l-1.800 1.800',
  device: 'M4 5h16v11H4zM9 20h6M12 16v4',
  out: 'M14 4H5v16h9M10 12h11M17.500 8.500L21 12l-3.500 3.500',
  chat: 'M4 5h16v11h-8l-5 4v-4H4z',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  place:
    'M12 21c4.500-5 7-8 7-11.500A7 7 0 0 0 5 9.500C5 13 7.500 16 12 21zM12 7.500a2.200 2.200 0 1 0 0 4.400 2.200 2.200 0 0 0 0-4.400z',
}

export type Sign = keyof typeof PATHS

export function Icon({ of, size = 20 }: { of: Sign; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={of === 'more' ? 2.6 : 1.7}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[of]} />
    </svg>
  )
}
