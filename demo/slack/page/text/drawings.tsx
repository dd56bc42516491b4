/** Pictures of emoji for machines without a colour emoji font. Each fills a square of 16 by 16. */
import type { ReactNode } from 'react';

const disc = (colour: string, edge = colour): ReactNode => (
  <circle cx="8" cy="8" r="6.2" fill={colour} stroke={edge} />
);
const stroke = { fill: 'none', strokeWidth: 2.2, strokeLinecap: 'round', strokeLinejoin: 'round' } as const;
const thumb =
  'M2 7.500h2.600v6.500H2zM5.600 7.800l2.700-5.900c1.200 0 1.900.9 1.700 2l-.5 2.700h3.300c1 0 1.600.8 1.400 1.700l-1 4.200c-.2.900-.8 1.500-1.700 1.500H5.600z';
const hourglass = (
  <path
    d="M4 1.500h8v2.700L9.300 8l2.700 3.800v2.700H4v-2.700L6.700 8 4 4.200z"
    fill="#e9b44c"
    stroke="#8a6a2a"
  />
);

const clock = (
  <>
    <circle cx="8" cy="8.500" r="6" fill="#fff" stroke="#66757f" strokeWidth="1.400" />
    <path d="M8 5v3.500l2.500 1.500" stroke="#dd2e44" {...stroke} strokeWidth={1.4} />
  </>
);

export const DRAWINGS: Record<string, ReactNode> = {
  '🔴': disc('#dd2e44'),
  '🟠': disc('#f4900c'),
  '🟡': disc('#fdcb58'),
  '🟢': disc('#4fa84f'),
  '🔵': disc('#4a90d9'),
  '⚪': disc('#f2f4f6', '#b6bcc4'),
  '⚫': disc('#30343a'),
  '✅': (
    <>
      <rect x="1" y="1" width="14" height="14" rx="3" fill="#4fa84f" />
      <path d="M4.200 8.300l2.600 2.600 5-5.400" stroke="#fff" {...stroke} />
    </>
  ),
  '✔': <path d="M2.500 8.500l3.500 3.800L13.500 4" stroke="#4fa84f" {...stroke} />,
  '❌': <path d="M3 3l10 10M13 3L3 13" stroke="#dd2e44" {...stroke} />,
  '⚠': (
    <>
      <path d="M8 1.500l7 12.700H1z" fill="#fdcb58" stroke="#d9a520" strokeLinejoin="round" />
      <path d="M8 6v3.600M8 12v.1" stroke="#30343a" {...stroke} strokeWidth={1.7} />
    </>
  ),
  '🚫': (
    <>
      <circle cx="8" cy="8" r="6" stroke="#dd2e44" {...stroke} />
      <path d="M4 4l8 8" stroke="#dd2e44" {...stroke} />
    </>
  ),
  '🛑': (
    <path d="M5.200 1.500h5.600l3.700 3.700v5.600l-3.700 3.700H5.200l-3.700-3.700V5.200z" fill="#dd2e44" />
  ),
  '⏳': hourglass,
  '⌛': hourglass,
  '👍': <path d={thumb} fill="#fcc24c" stroke="#b98519" strokeWidth=".6" />,
  '👎': <path d={thumb} fill="#fcc24c" stroke="#b98519" strokeWidth=".6" transform="rotate(180 8 8)" />,
  '👉': (
    <path
      d="M1.500 7.200c1.500-.2 2.300-1.200 3.200-2.400.5-.7 1.700-.4 1.700.6l-.2 1.100h7.300a1.150 1.150 0 010 2.300h-3.600a1 1 0 01-.3 2 1 1 0 01-.6 1.900 .9.9 0 01-.8 1.300H4.600c-1.300 0-2-.6-3.100-.9z"
      fill="#fcc24c"
      stroke="#b98519"
      strokeWidth=".6"
    />
  ),
  '👀': (
    <>
      <ellipse cx="4.600" cy="8" rx="3.300" ry="5" fill="#fff" stroke="#8a929c" />
      <ellipse cx="11.400" cy="8" rx="3.300" ry="5" fill="#fff" stroke="#8a929c" />
      <circle cx="3.800" cy="8.800" r="1.700" fill="#30343a" />
      <circle cx="10.600" cy="8.800" r="1.700" fill="#30343a" />
    </>
  ),
  '🔥': (
    <>
      <path
        d="M8.400 1c.4 3 4.600 4.600 4.600 9a5 5 0 01-10 .2c0-2.200 1.200-3.300 1.900-4.700.6 1 1 1.500 1.600 1.700C6.600 5 7 2.600 8.400 1z"
        fill="#f4900c"
      />
      <path
        d="M8.200 8c.3 1.500 2 2 2 3.900a2.200 2.200 0 01-4.400 0c0-1.500 1.500-2 2.400-3.900z"
        fill="#fdcb58"
      />
    </>
  ),
  '🚨': (
    <>
      <path d="M3.500 11V8a4.500 4.500 0 019 0v3z" fill="#dd2e44" />
      <rect x="2" y="11.500" width="12" height="3" rx="1" fill="#66757f" />
    </>
  ),
  '🔍': (
    <>
      <circle cx="6.500" cy="6.500" r="4.300" fill="#bddff5" stroke="#66757f" strokeWidth="1.600" />
      <path d="M10 10l4 4" stroke="#66757f" {...stroke} />
    </>
  ),
  '📈': <path d="M2 13l4-4 3 2 5-7M14 8V4h-4" stroke="#dd2e44" {...stroke} strokeWidth={1.8} />,
  '📉': <path d="M2 4l4 4 3-2 5 7M14 9v4h-4" stroke="#4a90d9" {...stroke} strokeWidth={1.8} />,
  '🚀': (
    <>
      <path
        d="M14.500 1.500c-4 0-7 2-8.700 5.300l3.400 3.400c3.300-1.700 5.300-4.700 5.300-8.700z"
        fill="#8899a6"
      />
      <path
        d="M5.500 7L2 8l2 1.500zM9 10.500L8 14l-1.500-2zM4.800 9.700l1.500 1.500-4 2.500z"
        fill="#dd2e44"
      />
      <circle cx="10.500" cy="5.500" r="1.300" fill="#fff" />
    </>
  ),
  '🔧': (
    <path
      d="M13.800 4.200l-2.300 2.300-2-2 2.300-2.300a3.700 3.700 0 00-4.700 4.700L2 12l2 2 5.100-5.100a3.700 3.700 0 004.700-4.700z"
      fill="#8899a6"
    />
  ),
  '📌': (
    <>
      <path d="M6.500 9.500L1.500 14.500" stroke="#8899a6" {...stroke} strokeWidth={1.6} />
      <path
        d="M9.500 1.200l5.300 5.300-1.700.5-2.400 2.400.2 2.700-1.400 1.400L2.500 6.500l1.400-1.400 2.700.2L9 2.900z"
        fill="#dd2e44"
      />
    </>
  ),
  '❤': (
    <path
      d="M8 14S1.500 10.300 1.500 5.700A3.500 3.500 0 018 4a3.500 3.500 0 016.500 1.700C14.500 10.300 8 14 8 14z"
      fill="#dd2e44"
    />
  ),
  '💡': (
    <>
      <path
        d="M8 1.200a4.800 4.800 0 00-2.600 8.800l.4 1.800h4.400l.4-1.800A4.800 4.800 0 008 1.200z"
        fill="#fdcb58"
      />
      <path d="M6 12.600h4v1.200L9 15H7l-1-1.200z" fill="#8899a6" />
    </>
  ),
  '📝': (
    <>
      <path d="M2.500 1.500h9v13h-9z" fill="#e9edf0" stroke="#8899a6" />
      <path d="M4.500 5h5M4.500 7.500h5M4.500 10h3" stroke="#8899a6" {...stroke} strokeWidth={1} />
      <path d="M14.500 5l-5.300 6.500-.7 2 1.900-.9 5.300-6.500z" fill="#f4900c" />
    </>
  ),
  '🎉': (
    <>
      <path d="M1.500 14.500L5.500 5.500 10.500 10.500z" fill="#fdcb58" stroke="#d9a520" strokeWidth=".6" />
      <path
        d="M8 5.500c.5-1.500 0-2.800-.8-3.800M10.500 8c1.500-.5 3-.2 4 .6M9.500 6.500l4-4"
        stroke="#4a90d9"
        {...stroke}
        strokeWidth={1.3}
      />
      <circle cx="11" cy="2.600" r=".9" fill="#dd2e44" />
      <circle cx="14" cy="5.500" r=".9" fill="#4fa84f" />
    </>
  ),
  '⏱': clock,
  '⏰': clock,
  '🕐': clock,
  '🔔': (
    <path
      d="M8 1.500a4 4 0 014 4c0 4 1.500 5.500 1.500 5.500h-11S4 9.500 4 5.500a4 4 0 014-4zM6.500 12.500h3a1.500 1.500 0 01-3 0z"
      fill="#fdcb58"
      stroke="#d9a520"
      strokeWidth=".6"
    />
  ),
  '💬': <path d="M1.500 2.500h13v9h-7l-3.500 3v-3H1.500z" fill="#bddff5" stroke="#66757f" />,
  ℹ: (
    <>
      <rect x="1" y="1" width="14" height="14" rx="3" fill="#4a90d9" />
      <path d="M8 7.200v4.300M8 4.500v.1" stroke="#fff" {...stroke} />
    </>
  ),
  '⚡': <path d="M9.500 1L3 9h4l-1 6 7-8.500H8.500z" fill="#fdcb58" stroke="#d9a520" strokeWidth=".6" />,
  '💤': (
    <path
      d="M1.500 9.500h4l-4 5h4M6.500 5.500h3.500l-3.500 4h3.500M11 1.500h3.500L11 5h3.500"
      stroke="#4a90d9"
      {...stroke}
      strokeWidth={1.6}
    />
  ),
  '📊': (
    <>
      <rect x="2" y="8" width="3" height="6" fill="#4fa84f" />
      <rect x="6.500" y="4" width="3" height="10" fill="#4a90d9" />
      <rect x="11" y="6" width="3" height="8" fill="#dd2e44" />
    </>
  ),
  '🔒': (
    <>
      <path d="M5 7V5a3 3 0 016 0v2" stroke="#8899a6" {...stroke} strokeWidth={1.8} />
      <rect x="3" y="7" width="10" height="7.500" rx="1.500" fill="#fdcb58" />
    </>
  ),
  '💥': (
    <path
      d="M8 1l1.600 3.800 4-1.400-1.700 3.900L15.500 9l-3.900 1.100 1 4-3.300-2.300L7 15.500l-.8-4L2 12.500l2-3.500L.8 6.600l4-.4L4.300 2.200l3 2.700z"
      fill="#f4900c"
    />
  ),
  '📖': (
    <>
      <path
        d="M8 3.500C6 2 3.500 2 1.500 2.500v10.500c2-.5 4.500-.5 6.500 1z"
        fill="#e9edf0"
        stroke="#66757f"
      />
      <path
        d="M8 3.500c2-1.500 4.500-1.500 6.500-1v10.500c-2-.5-4.500-.5-6.500 1z"
        fill="#e9edf0"
        stroke="#66757f"
      />
    </>
  ),
  '📄': (
    <>
      <path d="M3 1.500h7l3 3v10H3z" fill="#e9edf0" stroke="#8899a6" />
      <path d="M5.500 7h5M5.500 9.500h5M5.500 12h3" stroke="#8899a6" {...stroke} strokeWidth={1} />
    </>
  ),
};
