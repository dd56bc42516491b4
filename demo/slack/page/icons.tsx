/** The page's own signs, drawn with strokes so that they need no font. */

const PATHS = {
  close: 'M4 4l8 8M12 4l-8 8',
  menu: 'M2 4h12M2 8h12M2 12h12',
  send: 'M2.5 8L14 2.5 10.5 14 8 9zM8 9l6-6.5',
  reply: 'M2 3h12v8H7l-3.5 3V11H2z',
  eye: 'M1.5 8s2.4-4.5 6.5-4.5S14.5 8 14.5 8 12.1 12.5 8 12.5 1.5 8 1.5 8zM8 9.7a1.7 1.7 0 100-3.4 1.7 1.7 0 000 3.4z',
  people:
    'M6 8a2.6 2.6 0 100-5.2A2.6 2.6 0 006 8zM1.5 13.5c0-2.6 2-4 4.5-4s4.5 1.4 4.5 4M11 3.2a2.4 2.4 0 010 4.6M12 9.8c1.6.5 2.5 1.8 2.5 3.7',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  down: 'M8 3v10M4 9l4 4 4-4',
  back: 'M10 3L5 8l5 5',
  next: 'M6 3l5 5-5 5',
  out: 'M6 3H3v10h10v-3M9 2.5h4.5V7M13.5 2.5L7.5 8.5',
  smile:
    'M8 14.500A6.500 6.500 0 108 1.500a6.500 6.500 0 000 13zM5.800 6.400v.2M10.200 6.400v.2M5 9.500c.7 1.200 1.700 1.800 3 1.800s2.300-.6 3-1.800',
  bolt: 'M9 1.500L3 9h4.500L7 14.500 13 7H8.500z',
  link: 'M6.500 9.500l3-3M7 4.500l1.500-1.500a3.200 3.200 0 014.500 4.500L11.500 9M9 11.500L7.500 13A3.200 3.200 0 013 8.500L4.500 7',
  edit: 'M3 13l.7-3L11 2.700l2.300 2.300L6 12.300z',
  trash: 'M2.500 4h11M6 4V2.500h4V4M4 4l.6 9.500h6.800L12 4M6.700 6.500v4.500M9.300 6.500v4.500',
  search: 'M7 11.500a4.500 4.500 0 100-9 4.500 4.500 0 000 9zM10.300 10.300L14 14',
  document: 'M4 1.500h5.500L12.500 4.500v10H4zM9.500 1.500v3h3M6 8h4.500M6 11h4.500',
  download: 'M8 2v8M4.500 7L8 10.500 11.500 7M2.500 13.500h11',
  clip: 'M11.500 7L7 11.500a2 2 0 01-3-3l5-5a3 3 0 014.300 4.300l-5.300 5.200',
  check: 'M3 8.500l3.200 3.500L13 4.500',
  alert: 'M8 2l6.500 11.500h-13zM8 6.500v3.200M8 11.700v.1',
  info: 'M8 14.500A6.500 6.500 0 108 1.500a6.500 6.500 0 000 13zM8 7.300v4M8 4.800v.1',
  ring: 'M8 13.500a5.500 5.500 0 100-11 5.500 5.500 0 000 11z',
  up: 'M2.200 7.500h2.600v6H2.200zM4.800 7.600L7.500 2c1.200 0 1.700.9 1.500 2l-.5 2.600h3.400c1 0 1.600.8 1.400 1.700l-.9 3.900c-.2.8-.8 1.300-1.600 1.300H4.800',
  flame:
    'M8 1.500c.6 2.6 4 4 4 7.7A4 4 0 018 13.8a4 4 0 01-4-4.2c0-1.8 1-2.8 1.6-3.8.5 1 1 1.4 1.4 1.500C7 5.400 6.900 3.500 8 1.500z',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({
  name,
  size = 16,
  isTurned = false,
}: {
  name: IconName;
  size?: number;
  isTurned?: boolean;
}) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' ? 2.4 : 1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      style={isTurned ? { transform: 'rotate(180deg)' } : undefined}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
