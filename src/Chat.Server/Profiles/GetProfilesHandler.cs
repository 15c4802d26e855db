using System.Text.Json;
using Chat.Protocol.Errors;
using Chat.Protocol.Profiles;
using Chat.Server.Accounts;
using Chat.Server.Commands;

namespace Chat.Server.Profiles;

/// <summary><c>profile.portrait_get_all</c>: whole profiles; unknown users are left out.</summary>
internal sealed class GetProfilesHandler(AccountDirectory accounts) : ICommandHandler<GetProfiles>
{
    private const int MaxUsers = 100;

    public void Handle(CommandContext context, GetProfiles request)
    {
        if (request.UserItem.Length > MaxUsers)
        {
            context.Fail(ErrorCodes.ProfileParameter, $"at most {MaxUsers} users");
            return;
        }

        var profiles = request.UserItem
            .Select(query => query?.User is { Length: > 0 } user ? accounts.Find(context.App.SdkAppId, user) : null)
            .OfType<AccountInfo>()
            .Select(account => new UserProfile { User = account.UserId, ProfileItem = [.. Fields(account)] });
        context.Reply(new ProfilesReply { UserProfileItem = [.. profiles] }, ProfilesJson.Default.ProfilesReply);
    }

    private static IEnumerable<ProfileField> Fields(AccountInfo account)
    {
        if (account.Nick.Length > 0)
        {
            yield return Field(ProfileTags.Nick, account.Nick);
        }

        if (account.Avatar.Length > 0)
        {
            yield return Field(ProfileTags.Avatar, account.Avatar);
        }
    }

    private static ProfileField Field(string tag, string value) =>
        new() { Tag = tag, Value = JsonSerializer.SerializeToElement(value, ProfilesJson.Default.String) };
}
