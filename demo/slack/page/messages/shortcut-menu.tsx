/** The composer's own menu: the app's global shortcuts, commands, files. */
import { Icon } from '../icons.js';
import { MenuButton } from '../menus/menu.js';

export function ShortcutMenu(props: {
  shortcuts: readonly { readonly callbackId: string; readonly name: string }[];
  onShortcut: (callbackId: string) => void;
  onCommand: () => void;
  onFile: () => void;
}) {
  return (
    <MenuButton
      label="Shortcuts"
      className="icon"
      isAbove
      align="end"
      items={[
        ...props.shortcuts.map((one) => ({
          id: one.callbackId,
          label: one.name,
          icon: <Icon name="bolt" size={14} />,
          onPick: () => props.onShortcut(one.callbackId),
        })),
        {
          id: '/',
          label: 'Run a command',
          icon: <b>/</b>,
          hasLineAbove: props.shortcuts.length > 0,
          onPick: props.onCommand,
        },
        { id: 'file', label: 'Share a file', icon: <Icon name="clip" size={14} />, onPick: props.onFile },
      ]}
    >
      <Icon name="bolt" />
    </MenuButton>
  );
}
