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
  out: 'M6 3H3v10h10v-3M9 2.5h4.5V7M13.5 2.5L7.5 8.5',
  flame:
    'M8 1.5c.6 2.6 4 4 4 7.7A4 4 0 018 13.8a4 4 0 01-4-4.2c0-1.8 1-2.8 1.6-3.8.5 1 1 1.4 1.4 1.5C7 5.400 6.900 3.500 8 1.500z',
} as const;

export function Icon({ name, size = 16 }: { name: keyof typeof PATHS; size?: number }) {
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
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
