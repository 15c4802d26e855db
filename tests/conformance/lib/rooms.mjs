import { createGroup } from './groups.mjs';

export const unique = () => Math.random().toString(36).slice(2, 8);

/** A room of alice with bob in it, and carol who is not in it. */
export async function room(ctx, app) {
  const [alice, bob, carol] = await ctx.accounts('alice', 'bob', 'carol');
  const [owner, bobs, carols] = await Promise.all([alice, bob, carol].map((user) => ctx.online(user, { app })));
  const group = await createGroup(owner, owner.types.GRP_AVCHATROOM, { name: 'live', groupID: `room_${unique()}` });
  const groupID = group.groupID;
  await owner.sdk.joinGroup({ groupID });
  await bobs.sdk.joinGroup({ groupID });
  return { alice, bob, carol, owner, bobs, carols, groupID };
}

/** Each case with both ways of delivery. */
export const both = (name, details, run, apps = ['devices', 'polling']) => apps.map((app, index) => ({
  name: `${name} (${index === 0 ? 'push' : 'poll'})`, deadline: 45000, ...details, run: (ctx) => run(ctx, ctx.apps[app]),
}));

/** Frames of a device that name a command, `>` those that it sent. */
export const framesOf = async (device, direction, command) =>
  (await device.trace()).filter((frame) => frame.direction === direction && frame.text.includes(`"${command}"`));

export const pollCommand = 'group_open_long_polling_http_svc.get_msg';
export const guestPollCommand = 'group_open_long_polling_http_noauth_svc.get_msg';
