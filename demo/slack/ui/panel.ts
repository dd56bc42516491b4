/** The demo strip above the workspace: links, and buttons that run something on the server. */
import { PersonError } from '../people/references.js';
import type { Json } from '../workspace/model.js';

export interface Panel {
  readonly title: string;
  readonly links?: readonly { readonly label: string; readonly url: string }[];
  readonly actions: readonly {
    readonly id: string;
    readonly label: string;
    /** One line on what will happen, shown as a tooltip. */
    readonly hint?: string;
    /** Does it and says in one sentence what was done. */
    run(): Promise<string>;
  }[];
}

export function createPanel(panel: Panel | undefined) {
  return {
    show(): Json | null {
      if (panel === undefined) return null;
      return {
        title: panel.title,
        links: panel.links ?? [],
        actions: panel.actions.map(({ id, label, hint }) => ({ id, label, hint: hint ?? '' })),
      };
    },
    async run(id: string): Promise<string> {
      const action = panel?.actions.find((one) => one.id === id);
      if (action === undefined) throw new PersonError('action_not_found', `The panel has no action "${id}".`);
      return action.run();
    },
  };
}
