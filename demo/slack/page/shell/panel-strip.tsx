/** The demo's own strip: links, and buttons that make something happen outside Slack. */
import { useState } from 'react';
import { type PanelInfo, write } from '../state/client.js';
import { Icon } from '../icons.js';
import { Pictures } from '../text/pictures.js';
import { usePage } from '../state/context.js';

export function PanelStrip({ panel }: { panel: PanelInfo }) {
  const { notify } = usePage();
  const [busy, setBusy] = useState<string>();

  async function run(id: string): Promise<void> {
    setBusy(id);
    const answer = await write(`panel/${encodeURIComponent(id)}`);
    setBusy(undefined);
    notify({ text: String(answer.message), isError: !answer.ok });
  }

  return (
    <section className="panel" aria-label="Demo">
      {panel.groups.map(({ title, actions }) => (
        <div key={title} className="panel-group" role="group" aria-label={title}>
          <strong>
            <Pictures text={title} />
          </strong>
          <div className="panel-actions">
            {actions.map((action) => (
              <button
                key={action.id}
                type="button"
                title={action.hint}
                disabled={busy !== undefined}
                aria-busy={busy === action.id}
                onClick={() => void run(action.id)}
              >
                <Pictures text={action.label} />
              </button>
            ))}
          </div>
        </div>
      ))}
      <span className="panel-links">
        {panel.links.map((link) => (
          <a key={link.url} href={link.url} target="_blank" rel="noopener noreferrer">
            {link.label} <Icon name="out" size={12} />
          </a>
        ))}
      </span>
    </section>
  );
}
