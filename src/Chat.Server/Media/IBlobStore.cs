using System.Security.Cryptography;

namespace Chat.Server.Media;

/// <summary>Where the bytes of files lie. A blob is named by the lower-case hexadecimal SHA-256 of its content, so the same content is kept once.</summary>
public interface IBlobStore
{
    /// <summary>Begins a new blob. Nothing of it is visible before <see cref="BlobWriter.PublishAsync"/>.</summary>
    BlobWriter Create();

    /// <summary>A seekable stream of a blob, or null if there is none of that name.</summary>
    ValueTask<Stream?> OpenReadAsync(string sha256, CancellationToken cancellationToken);

    /// <summary>Removes a blob; one that is not there is fine.</summary>
    ValueTask DeleteAsync(string sha256, CancellationToken cancellationToken);
}

/// <summary>
/// A blob that is being written: write, <see cref="SealAsync"/>, <see cref="PublishAsync"/>. Whatever was not published is gone after disposal.
/// Used by one caller at a time.
/// </summary>
public abstract class BlobWriter : IAsyncDisposable
{
    /// <summary>Bytes of <see cref="Head"/>, enough for every signature of a file format.</summary>
    private const int HeadLength = 64;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _head = new byte[HeadLength];

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; }

    /// <summary>The first bytes of what was written.</summary>
    public ReadOnlySpan<byte> Head => _head.AsSpan(0, (int)Math.Min(Length, HeadLength));

    /// <summary>Name of the blob; empty until it is sealed.</summary>
    public string Sha256 { get; private set; } = "";

    /// <exception cref="Storage.StoreException">There is no room, or no such disk.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _hash.AppendData(bytes.Span);
        if (Length < HeadLength)
        {
            bytes.Span[..(int)Math.Min(bytes.Length, HeadLength - Length)].CopyTo(_head.AsSpan((int)Length));
        }

        Length += bytes.Length;
        return AppendAsync(bytes, cancellationToken);
    }

    /// <summary>Nothing more will be written; what was survives a crash of the machine once it is published.</summary>
    /// <exception cref="Storage.StoreException">It cannot be made to last.</exception>
    public async ValueTask SealAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        Sha256 = Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    /// <summary>A seekable stream of what was sealed.</summary>
    public abstract Stream OpenRead();

    /// <summary>Makes the blob visible under its name, in one step; if there is one with the same content, that one stays.</summary>
    /// <exception cref="Storage.StoreException">The blob store cannot be changed.</exception>
    public abstract ValueTask PublishAsync();

    public async ValueTask DisposeAsync()
    {
        _hash.Dispose();
        await DiscardAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    protected abstract ValueTask FlushAsync(CancellationToken cancellationToken);

    /// <summary>Removes what was not published.</summary>
    protected abstract ValueTask DiscardAsync();
}
