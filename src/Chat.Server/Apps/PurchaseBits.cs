namespace Chat.Server.Apps;

/// <summary>Features that the cloud sells one by one: here all of them are on.</summary>
internal static class PurchaseBits
{
    public static readonly string All = new('1', 64);
}
