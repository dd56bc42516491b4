/** The app's Home tab, as it was last published for this person. */
import { useState } from 'react';
import { Blocks } from './blocks/blocks.js';
import { type View, write } from './state/client.js';
import { usePage } from './state/context.js';
import type { Entered, Surface } from './blocks/entered.js';

export function AppHome({ view }: { view: View | null }) {
  const { me, notify } = usePage();
  const [values, setValues] = useState<Record<string, Record<string, Entered>>>({});
  if (view === null) {
    return <p className="empty">The app has published no Home tab for you yet.</p>;
  }
  const surface: Surface = {
    values,
    enter: (blockId, actionId, value) =>
      setValues((before) => ({ ...before, [blockId]: { ...before[blockId], [actionId]: value } })),
    async act(blockId, element, value) {
      const actionId = String(element['action_id']);
      const answer = await write('action', { user: me, viewId: view.id, blockId, actionId, value, values });
      if (!answer.ok) notify({ text: String(answer.message), isError: true });
    },
  };
  return (
    <div className="home" role="region" aria-label="Home">
      <Blocks blocks={view.blocks} surface={surface} />
    </div>
  );
}
