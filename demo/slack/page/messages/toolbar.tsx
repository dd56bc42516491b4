/** What can be done with a message: react, reply, run one of the app's shortcuts, copy its link, edit, delete. */
import { Icon } from '../icons.js';
import { EmojiButton } from '../menus/emoji-picker.js';
import { type MenuItem, MenuButton } from '../menus/menu.js';
import { formatAddress } from '../state/address.js';
import { type Msg, write } from '../state/client.js';
import { usePage } from '../state/context.js';
import { emoji } from '../text/emoji.js';
import { Pictures } from '../text/pictures.js';

const QUICK_REACTIONS = ['eyes', 'white_check_mark', 'pushpin'];

interface ToolbarProps {
  readonly message: Msg;
  readonly canReply: boolean;
  readonly onReact: (name: string) => void;
  readonly onReply: () => void;
  readonly onEdit: () => void;
  /** Keeps the bar in sight while one of its menus is open. */
  readonly onMenu: (isOpen: boolean) => void;
}

export function Toolbar(props: ToolbarProps) {
  const { message, canReply, onReact, onReply, onMenu } = props;
  const items = useMenuItems(props);
  // Private answers stay out of reach of reactions, threads, shortcuts and links.
  if (message.is_ephemeral) return null;
  return (
    <div className="toolbar" role="toolbar" aria-label="Message actions">
      {QUICK_REACTIONS.map((name) => (
        <button
          key={name}
          type="button"
          className="quick"
          aria-label={`React with ${name}`}
          title={`React with :${name}:`}
          onClick={() => onReact(name)}
        >
          <Pictures text={emoji(name)} />
        </button>
      ))}
      <EmojiButton label="Find another reaction" onPick={onReact} onToggle={onMenu} />
      {canReply && (
        <button type="button" aria-label="Reply in thread" title="Reply in thread" onClick={onReply}>
          <Icon name="reply" />
        </button>
      )}
      <MenuButton label="More message actions" className="" align="end" items={items} onToggle={onMenu}>
        <Icon name="more" />
      </MenuButton>
    </div>
  );
}

function useMenuItems({ message, onEdit }: ToolbarProps): MenuItem[] {
  const { me, info, notify } = usePage();
  const { channel, ts } = message;

  async function attempt(path: string, extra: Record<string, unknown> = {}): Promise<void> {
    const answer = await write(path, { user: me, channel, ts, ...extra });
    if (!answer.ok) notify({ text: String(answer.message), isError: true });
  }

  async function copy(text: string, what: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      notify({ text: `${what} copied.`, isError: false });
    } catch {
      notify({ text: `The browser does not let this page copy. It is: ${text}`, isError: true });
    }
  }

  const thread = message.thread_ts === ts ? undefined : message.thread_ts;
  const link = location.origin + formatAddress({ channel, message: ts, thread });
  const shortcuts = (info.shortcuts ?? [])
    .filter((one) => one.kind === 'message')
    .map((one) => ({
      id: one.callbackId,
      label: one.name,
      icon: <Icon name="bolt" size={14} />,
      onPick: () => void attempt('shortcut', { callbackId: one.callbackId }),
    }));
  const isMine = message.user === me;
  return [
    ...shortcuts,
    {
      id: 'copy-link',
      label: 'Copy link',
      icon: <Icon name="link" size={14} />,
      hasLineAbove: shortcuts.length > 0,
      onPick: () => void copy(link, 'The link'),
    },
    ...(isMine
      ? [{ id: 'edit', label: 'Edit message', icon: <Icon name="edit" size={14} />, onPick: onEdit }]
      : []),
    {
      id: 'delete',
      label: 'Delete message',
      icon: <Icon name="trash" size={14} />,
      isDanger: true,
      onPick: () => void attempt('delete'),
    },
  ];
}
