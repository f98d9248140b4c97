/// Line icons, 24 × 24, drawn for Vigie. Always beside a word, so always hidden from assistive technology.
/// To add one: a path below, in `currentColor`.
const PATHS = {
  check: 'M4.5 12.5l5 5 10-11',
  clock: 'M12 7v5l3.5 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
  alert: 'M12 8v5m0 3.2v.3M10.3 4.2 2.8 17.3A2 2 0 0 0 4.5 20h15a2 2 0 0 0 1.7-2.7L13.7 4.2a2 2 0 0 0-3.4 0z',
  stop: 'M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3zM12 7.5v5.5m0 3.2v.3',
  info: 'M12 11v5m0-8.5v-.2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
  home: 'M4 11.5 12 4.5l8 7M6.5 10v9h11v-9M10 19v-5h4v5',
  send: 'M4 12.5 20 4.5l-5.5 15.5-3.5-6.5zM11 13.5 20 4.5',
  heart: 'M12 20s-7.5-4.6-7.5-10.2A4.2 4.2 0 0 1 12 7.3a4.2 4.2 0 0 1 7.5 2.5C19.5 15.4 12 20 12 20z',
  phone:
    'M6 3.5h3l1.5 4.5-2 1.5a12 12 0 0 0 6 6l1.5-2 4.5 1.5v3a2 2 0 0 1-2.2 2A17 17 0 0 1 4 5.7 2 2 0 0 1 6 3.5z',
  user: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5a7.5 7.5 0 0 1 15 0',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6 6 18',
  back: 'M15 5l-7 7 7 7',
  next: 'M9 5l7 7-7 7',
  down: 'M5 9l7 7 7-7',
  bell: 'M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 2H5zM10 21h4',
  plus: 'M12 5v14M5 12h14',
  note: 'M5 4h14v11l-5 5H5zM14 20v-5h5M8.5 9h7M8.5 12.5h4',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
  fall: 'M4 6l6 6 3-3 7 8M20 12v5h-5',
  slide: 'M3 7c6 0 5 10 18 10M17 13.5l4 3.5-4 3.5',
  level: 'M3 12h3l2-2 3 4 3-4 3 4 2-2h2',
  silent: 'M4 12h2M9 12h2M14 12h2M19 12h1M5 5l14 14',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z',
  undo: 'M8.5 5 4.5 9l4 4M5 9h9a5.5 5.5 0 0 1 0 11h-4',
  pulse: 'M3 12h4l3-7 4 14 3-7h4',
  users:
    'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 19.5a6.5 6.5 0 0 1 13 0M16 4.8a3.5 3.5 0 0 1 0 6.5M18 14.3a6.5 6.5 0 0 1 3.5 5.2',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  keyboard: 'M3 6.5h18v11H3zM6.5 10h.1M10 10h.1M13.5 10h.1M17 10h.1M7.5 14h9',
  diamond: 'M12 3.5 20.5 12 12 20.5 3.5 12zM12 8.5v4m0 2.7v.3',
  flag: 'M6 21V4h12l-3 4 3 4H6',
  edit: 'M5 19l1-4L16 5l3 3L9 18zM14 7l3 3',
  install: 'M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 19.5h14',
  print: 'M7 9V4h10v5M7 17H4.5v-7.5h15V17H17M7 14h10v6H7z',
  calendar: 'M4 6h16v14H4zM4 10.5h16M8.5 3.5v4M15.5 3.5v4',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
