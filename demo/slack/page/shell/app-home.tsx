/** The app's Home tab, as it was last published for this person. */
import { Blocks } from '../blocks/blocks.js';
import { useSurface } from '../blocks/use-surface.js';
import type { View } from '../state/client.js';

export function AppHome({ view }: { view: View | null }) {
  if (view === null) {
    return <p className="empty">The app has published no Home tab for you yet.</p>;
  }
  return <PublishedHome key={view.id} view={view} />;
}

function PublishedHome({ view }: { view: View }) {
  const surface = useSurface({ viewId: view.id });
  return (
    <div className="home" role="region" aria-label="Home">
      <Blocks blocks={view.blocks} surface={surface} />
    </div>
  );
}
