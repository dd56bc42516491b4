/** A workspace whose app opens a modal on `/incident`, and in which Alice has asked for it. */
import type { App, types } from '@slack/bolt';
import { type Rig, startSocketRig, ui, until } from './bolt-app.js';

export interface ModalRig {
  readonly rig: Rig;
  readonly viewId: string;
}

/** The caller stops `rig`, also when the modal never comes: `onStart` gets it first. */
export async function startModalRig(
  view: types.ModalView,
  register: (app: App) => void,
  onStart: (rig: Rig) => void,
): Promise<ModalRig> {
  const rig = await startSocketRig((app) => {
    app.command('/incident', async ({ ack, client, body }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view });
    });
    register(app);
  });
  onStart(rig);
  await ui(rig.slack, 'command', { user: 'alice', channel: 'incidents', text: '/incident new' });
  await rig.slack.control.idle();
  const top = () => rig.slack.control.viewsFor('U0ALICE').modal;
  await until(() => top() !== null);
  return { rig, viewId: String(top()?.['id']) };
}
