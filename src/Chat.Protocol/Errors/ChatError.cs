namespace Chat.Protocol.Errors;

/// <summary>A refusal: a documented code (see <see cref="ErrorCodes"/>) and a text for people.</summary>
public sealed record ChatError(int Code, string Info);
