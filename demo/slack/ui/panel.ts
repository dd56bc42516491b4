/** The demo strip above the workspace: links, and buttons that run something on the server. */
import { PersonError } from '../people/references.js';
import type { Json } from '../workspace/model.js';

export interface Panel {
  readonly links?: readonly { readonly label: string; readonly url: string }[];
  readonly groups: readonly PanelGroup[];
}

export interface PanelGroup {
  readonly title: string;
  readonly actions: readonly {
    /** Unique in the panel. */
    readonly id: string;
    readonly label: string;
    /** One line on what will happen, shown as a tooltip. */
    readonly hint?: string;
    /** Does it and says in one or two sentences what was done. */
    run(): Promise<string>;
  }[];
}

export function createPanel(panel: Panel | undefined) {
  return {
    show(): Json | null {
      if (panel === undefined) return null;
      return {
        links: panel.links ?? [],
        groups: panel.groups.map(({ title, actions }) => ({
          title,
          actions: actions.map(({ id, label, hint }) => ({ id, label, hint: hint ?? '' })),
        })),
      };
    },
    async run(id: string): Promise<string> {
      const action = panel?.groups.flatMap(({ actions }) => actions).find((one) => one.id === id);
      if (action === undefined) throw new PersonError('action_not_found', `The panel has no action "${id}".`);
      return action.run();
    },
  };
}
