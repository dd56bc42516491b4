/** Who is in a channel: joining, leaving and adding people. */
import { Avatar } from '../avatar.js';
import { Icon } from '../icons.js';
import { MenuButton } from '../menus/menu.js';
import { type Room, write } from '../state/client.js';
import { usePage } from '../state/context.js';

export function Members({ room }: { room: Room }) {
  const { info, me, personOf, notify } = usePage();
  const others = info.users.filter((user) => user.id !== me && !room.members.includes(user.id));
  const names = room.members.map((id) => personOf(id)?.real_name ?? id).join(', ');

  async function attempt(path: string, extra: Record<string, unknown>, done: string): Promise<void> {
    const answer = await write(path, { user: me, channel: room.id, ...extra });
    notify({ text: answer.ok ? done : String(answer.message), isError: !answer.ok });
  }

  const join = (): void => void attempt('invite', { invited: me }, `You are in #${room.name} now.`);
  return (
    <>
      {!room.is_member && (
        <button type="button" className="button join" onClick={join}>
          Join channel
        </button>
      )}
      <MenuButton
        label={`${room.members.length} members, add people`}
        className="icon members"
        align="end"
        heading={`In #${room.name}: ${names}`}
        items={[
          ...others.map((user) => ({
            id: user.id,
            label: `Add ${user.real_name}`,
            note: user.title,
            icon: <Avatar user={user.id} size={20} />,
            onPick: () =>
              void attempt('invite', { invited: user.id }, `${user.real_name} is in #${room.name} now.`),
          })),
          {
            id: me,
            label: room.is_member ? 'Leave channel' : 'Join channel',
            icon: <Icon name={room.is_member ? 'out' : 'people'} size={14} />,
            isDanger: room.is_member,
            hasLineAbove: others.length > 0,
            onPick: room.is_member
              ? () => void attempt('remove-member', { removed: me }, `You have left #${room.name}.`)
              : join,
          },
        ]}
      >
        <Icon name="people" /> {room.members.length}
      </MenuButton>
    </>
  );
}
