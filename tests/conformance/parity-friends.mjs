/** Steps of `parity-friends.json`: the SDK's methods as they are. */
export const operations = Object.fromEntries([
  ...['addToBlacklist', 'removeFromBlacklist'].map((method) => [method, ({ account }, options) => account.sdk[method](options)]),
  ...['getBlacklist'].map((method) => [method, ({ account }) => account.sdk[method]()]),
]);
