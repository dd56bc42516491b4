/** What people enter into interactive elements, and the surface the elements stand on. */
import type { Json } from '../state/client.js';
import { asObject, asObjects, textOf } from '../text/read-json.js';

export type Entered = string | readonly string[] | null;
export type Values = Readonly<Record<string, Readonly<Record<string, Entered>>>>;

/** Which message or view elements stand on, as the control API names it. */
export type Target = { readonly viewId: string } | { readonly channel: string; readonly ts: string };

/** Where elements stand: how to act, and what has been entered there so far. */
export interface Surface {
  readonly target: Target;
  readonly values: Values;
  readonly errors?: Readonly<Record<string, string>> | undefined;
  enter(blockId: string, actionId: string, value: Entered): void;
  act(blockId: string, element: Json, value: Entered): Promise<void>;
}

export interface ControlProps {
  readonly blockId: string;
  readonly element: Json;
  readonly surface: Surface;
  readonly labelledBy?: string;
  readonly describedBy?: string | undefined;
  /** An input that reports only when its modal is submitted. */
  readonly isQuiet?: boolean;
}

/** A control with its current value; it reports changes instead of acting on them. */
export interface BareProps extends ControlProps {
  readonly value: Entered;
  readonly isBusy: boolean;
  readonly isQuiet: boolean;
  readonly onChange: (value: Entered, options: { isAction: boolean }) => void;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
  /** The heading it stands under, in menus with groups. */
  readonly group?: string;
}

export function choicesOf(options: unknown, group?: string): Choice[] {
  return asObjects(options).map((option) => ({
    value: String(option['value']),
    label: textOf(option['text']),
    description: textOf(option['description']),
    ...(group === undefined ? {} : { group }),
  }));
}

/** The choices a menu carries itself or that the app answered, groups flattened. */
export function allChoicesOf(holder: Json): Choice[] {
  return [
    ...choicesOf(holder['options']),
    ...asObjects(holder['option_groups']).flatMap((group) =>
      choicesOf(group['options'], textOf(group['label'])),
    ),
  ];
}

/** What an element shows before anybody touches it. */
export function initialOf(element: Json): Entered {
  const valueOf = (option: unknown): string => String(asObject(option)?.['value']);
  if (element['initial_option'] !== undefined) return valueOf(element['initial_option']);
  if (Array.isArray(element['initial_options'])) return element['initial_options'].map(valueOf);
  for (const [name, value] of Object.entries(element)) {
    if (!name.startsWith('initial_')) continue;
    if (Array.isArray(value)) return value.map(String);
    if (typeof value === 'string' || typeof value === 'number') return String(value);
  }
  return null;
}
