/** The demo's strip above the workspace: a button for each fault, and one that ends them all. */
import type { Fault } from './shop/faults.js';
import type { Shop } from './shop/shop.js';
import type { Panel } from './slack/ui/panel.js';

export function createFaultPanel(shop: Pick<Shop, 'faults' | 'repair'>): Panel {
  return {
    title: 'Break the shop',
    actions: [
      ...shop.faults.list().map(({ name, title }) => ({
        id: name,
        label: name.replaceAll('-', ' '),
        hint: title,
        run: async () => breakIt(shop, name),
      })),
      {
        id: 'repair',
        label: '🔧 repair',
        hint: 'Ends every fault, as somebody would who mends it without Firewatch',
        run: async () => {
          const ended = shop.repair();
          return ended.length === 0
            ? 'Nothing is broken.'
            : `Ended: ${ended.map(labelOf).join(', ')}. The alerts stop in about ten seconds.`;
        },
      },
    ],
  };
}

function breakIt(shop: Pick<Shop, 'faults'>, name: Fault['name']): string {
  const isBroken = shop.faults.list().some((fault) => fault.name === name && fault.isActive);
  const { title } = shop.faults.inject(name);
  return isBroken
    ? `That is so already: ${title}. Approve the fix in #incidents, or press “repair”.`
    : `${title}. Watch #incidents: the alert fires in about ten seconds.`;
}

function labelOf(fault: Fault): string {
  return fault.name.replaceAll('-', ' ');
}
