using Chat.Server.Accounts;
using Chat.Server.Apps;

namespace Chat.Server.Sessions;

/// <summary>Who a socket speaks for: an instance (device) of an account, known by its session token.</summary>
/// <param name="App">The tenant.</param>
/// <param name="Account">The account.</param>
/// <param name="InstanceId">Number of the instance, never 0.</param>
/// <param name="Platform">See <see cref="Protocol.Sessions.ClientPlatform"/>.</param>
/// <param name="Token">The A2 key as ASCII bytes.</param>
/// <param name="ExpiresAt">UNIX second at which the signature behind the token ends.</param>
public sealed record SessionIdentity(ChatApp App, AccountInfo Account, uint InstanceId, int Platform, byte[] Token, long ExpiresAt);
