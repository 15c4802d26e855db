import { conversationOf, createGroup } from './groups.mjs';
import { assert, eventually } from './expect.mjs';
import { conversations } from './chat.mjs';

/** Alice on two devices, bob and carol on one each, dave outside; a group of the first three, which its first message has put on everybody's list. */
export async function meeting(ctx, type = 'Public', { app = ctx.apps.devices, settled = true } = {}) {
  const [alice, bob, carol, dave] = await ctx.accounts('alice', 'bob', 'carol', 'dave');
  const [phone, laptop, bobs, carols] = await Promise.all([alice, alice, bob, carol].map((user) => ctx.online(user, { app })));
  const { groupID } = await createGroup(phone, type, { members: [bob, carol] });
  const id = conversationOf(groupID);
  if (settled) {
    for (const device of [phone, laptop, bobs, carols]) await eventually(async () => assert.ok(await groupConversation(device, groupID)));
    for (const device of [laptop, bobs, carols]) await device.sdk.setMessageRead({ conversationID: id });
  }
  return { app, alice, bob, carol, dave, phone, laptop, bobs, carols, groupID, id };
}

export const groupConversation = async (device, groupID) =>
  (await conversations(device)).find(({ conversationID }) => conversationID === conversationOf(groupID));

export const unreadInGroup = async (device, groupID) => (await groupConversation(device, groupID))?.unreadCount;

export const groupHistory = async (device, groupID, position = {}) =>
  (await device.sdk.getMessageList({ conversationID: conversationOf(groupID), ...position })).data;

/** Texts of a history without the notice that the SDK sends into a new group. */
export const said = (messages) => messages.filter(({ payload }) => payload.text !== undefined).map(({ payload }) => payload.text);

/** What a device shows that has only just logged in. */
export async function fresh(ctx, user, app, check) {
  const device = await ctx.online(user, { app });
  await eventually(() => check(device));
  return device;
}
