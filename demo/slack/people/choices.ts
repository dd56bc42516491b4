/** The options an app last offered for its external menus: what a person picked is looked up among them. */
import type { Json } from '../workspace/model.js';
import { interactiveElements } from './element-state.js';

export type Choices = ReturnType<typeof createChoices>;

export function createChoices() {
  const offered = new Map<string, Map<string, Json>>();

  function key(surface: string, blockId: string, actionId: string): string {
    return JSON.stringify([surface, blockId, actionId]);
  }

  return {
    /** `surface` is a view's id or a message's place. Options offered earlier stay valid. */
    remember(surface: string, blockId: string, actionId: string, options: readonly Json[]): void {
      const at = key(surface, blockId, actionId);
      const known = offered.get(at) ?? new Map<string, Json>();
      for (const option of options) known.set(String(option['value']), option);
      offered.set(at, known);
    },
    /** The interactive elements of a surface, external menus with the options they can show. */
    elementsOf(surface: string, blocks: readonly Json[]): { blockId: string; element: Json }[] {
      return interactiveElements(blocks).map(({ blockId, element }) => {
        if (!String(element['type']).endsWith('external_select')) return { blockId, element };
        const initial = [element['initial_option'], element['initial_options']].flat();
        const known = offered.get(key(surface, blockId, String(element['action_id'])))?.values() ?? [];
        const options = [...known, ...initial.filter((option) => option !== undefined)] as Json[];
        return { blockId, element: { ...element, options } };
      });
    },
  };
}

/** Where a message stands, as a name for its surface. */
export function messageSurface(channel: string, ts: string): string {
  return `${channel} ${ts}`;
}
