/**
 * Emoji as text; on a machine without a colour emoji font the ones that incident messages lean on are drawn instead,
 * so that a severity never turns into an empty box.
 */
import { Fragment, type ReactNode } from 'react';

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

const DRAWINGS: Record<string, ReactNode> = {
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
};

const KNOWN = new RegExp(`(${Object.keys(DRAWINGS).join('|')})\\uFE0F?`, 'u');

let isFontThere: boolean | undefined;

/** Black text comes out coloured only if a colour emoji font drew it. */
function hasEmojiFont(): boolean {
  if (isFontThere !== undefined) return isFontThere;
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return true;
  context.font = '16px sans-serif';
  context.fillText('🔥', 0, 16);
  const { data } = context.getImageData(0, 0, 24, 24);
  isFontThere = data.some((value, index) => index % 4 !== 3 && value > 0);
  return isFontThere;
}

/** Text with its emoji visible everywhere. */
export function Pictures({ text }: { text: string }) {
  if (hasEmojiFont() || !KNOWN.test(text)) return text;
  return text.split(KNOWN).map((piece, index) => (
    <Fragment key={index}>
      {index % 2 === 0 ? (
        piece
      ) : (
        <svg className="picture" viewBox="0 0 16 16" role="img" aria-label={piece}>
          {DRAWINGS[piece]}
        </svg>
      )}
    </Fragment>
  ));
}
