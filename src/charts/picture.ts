/** What a picture is made of, in pixels of a canvas 700 wide; drawn twice as large. Later parts lie over earlier ones. */

export const WIDTH = 700;
export const HEIGHT = 360;
/** Height of the letters of names and values. */
export const LABEL = 19;
/** A phone shows the picture at a quarter of its 1,400 pixels: type of 20 here is then 10 there. */
export const PIXELS_PER_UNIT = 2;

export type Part =
  | {
      readonly kind: 'box';
      readonly x: number;
      readonly y: number;
      readonly x2: number;
      readonly y2: number;
      readonly fill: string;
    }
  | {
      readonly kind: 'rule';
      readonly x: number;
      readonly y: number;
      readonly x2: number;
      readonly y2: number;
      readonly color: string;
      readonly width: number;
      readonly dash?: readonly number[];
    }
  | {
      readonly kind: 'line';
      readonly points: readonly (readonly [number, number])[];
      readonly color: string;
      readonly width: number;
    }
  | {
      readonly kind: 'dot';
      readonly x: number;
      readonly y: number;
      readonly radius: number;
      readonly color: string;
    }
  | {
      readonly kind: 'text';
      /** The anchor, on the text's baseline. */
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly size: number;
      readonly color: string;
      readonly align: 'left' | 'right';
      /** Drawn a little heavier; the font has one weight. */
      readonly isStrong?: boolean;
      /** With a rim of the background's colour, where lines may run below. */
      readonly hasHalo?: boolean;
    };

/** Okabe and Ito's colours, darkened until text in them reads on white; told apart with every kind of colour vision. */
export const COLORS = {
  background: '#ffffff',
  border: '#d5dae0',
  ink: '#1c2330',
  muted: '#5b6675',
  grid: '#e4e8ed',
  axis: '#9aa4b1',
  incident: '#fdeae2',
  incidentEdge: '#e58a68',
  incidentText: '#a83a10',
  usual: '#dfe9f3',
  usualText: '#4d6a87',
  threshold: '#7a3e9d',
  emphasis: '#c8410b',
  lines: ['#0067a5', '#00795a', '#8a5a9e', '#7d6608', '#4a5563'],
} as const;
