using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Parley.IdentityModel.Services;

/// <summary>
/// Cuts a session's token into several cookies, because browsers limit the size of one: FedAuth, FedAuth1, FedAuth2 and so on, each a part of the base64 text of the
/// token. WIF documentation: ChunkedCookieHandler.
/// </summary>
public sealed class ChunkedCookieHandler : CookieHandler
{
    /// <summary>How many characters a chunk has when nothing is said: 2,000.</summary>
    public const int DefaultChunkSize = 2000;

    /// <summary>How many characters a chunk has at least: 1,000.</summary>
    public const int MinimumChunkSize = 1000;

    private const int DefaultMaxChunks = 50;

    private int _maxChunks = DefaultMaxChunks;

    /// <summary>Creates a handler with chunks of 2,000 characters.</summary>
    public ChunkedCookieHandler()
        : this(DefaultChunkSize)
    {
    }

    /// <summary>Creates a handler.</summary>
    /// <param name="chunkSize">How many characters a chunk has at most; 1,000 or more. Browsers take about 4,000 with name and settings.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="chunkSize"/> is less than 1,000.</exception>
    public ChunkedCookieHandler(int chunkSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkSize, MinimumChunkSize);
        ChunkSize = chunkSize;
    }

    /// <summary>How many characters a chunk has at most.</summary>
    public int ChunkSize { get; }

    /// <summary>How many chunks a token may have, to read and to write; 50 when nothing is said. Servers limit a request's headers, too: Kestrel to 32 KB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int MaxChunks
    {
        get => _maxChunks;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _maxChunks = value;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null.</exception>
    public override byte[]? Read(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var cookies = context.Request.Cookies;
        var first = cookies[Name];
        if (string.IsNullOrEmpty(first))
        {
            return null;
        }

        var text = first;
        var second = cookies[ChunkName(1)];
        if (second is not null)
        {
            var parts = new List<string> { first, second };
            while (cookies[ChunkName(parts.Count)] is { } part)
            {
                parts.Add(part);
                if (parts.Count > MaxChunks)
                {
                    return null;
                }
            }

            text = string.Concat(parts);
        }

        var padding = text.EndsWith("==", StringComparison.Ordinal) ? 2 : text.EndsWith('=') ? 1 : 0;
        var bytes = new byte[Math.Max(0, (text.Length / 4 * 3) - padding)];
        return Convert.TryFromBase64String(text, bytes, out var length) && length == bytes.Length ? bytes : null;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> or <paramref name="value"/> is null.</exception>
    public override void Write(HttpContext context, byte[] value, bool isPersistent, DateTime tokenExpirationTime)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(value);
        var text = Convert.ToBase64String(value);
        var count = (text.Length + ChunkSize - 1) / ChunkSize;
        if (count > MaxChunks)
        {
            throw new InvalidOperationException(
                $"The session token needs {count} cookies of {ChunkSize} characters, and at most {MaxChunks} are allowed. Use reference mode (IsReferenceMode), fewer claims, or a larger ChunkedCookieHandler.MaxChunks.");
        }

        var time = context.RequestServices?.GetService<TimeProvider>() ?? TimeProvider.System;
        var expires = ExpiryOf(isPersistent, time.GetUtcNow(), tokenExpirationTime);
        for (var index = 0; index < count; index++)
        {
            var name = ChunkName(index);
            TakeBack(context, name);
            SetCookie(context, name, text.Substring(index * ChunkSize, Math.Min(ChunkSize, text.Length - (index * ChunkSize))), expires);
        }

        DeleteFrom(context, count);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null.</exception>
    public override void Delete(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        DeleteFrom(context, 0);
    }

    // Chunks of a longer token that the browser still has, with gaps or without.
    private void DeleteFrom(HttpContext context, int index)
    {
        foreach (var name in context.Request.Cookies.Keys)
        {
            if (IndexOf(name) >= index)
            {
                TakeBack(context, name);
                SetCookie(context, name, string.Empty, DateTimeOffset.UnixEpoch);
            }
        }

        // What this response was to set: a sign-out after a sign-in.
        for (var at = index; context.Response.Headers.SetCookie.Any(header => header!.StartsWith(ChunkName(at) + "=", StringComparison.Ordinal)); at++)
        {
            if (!context.Request.Cookies.ContainsKey(ChunkName(at)))
            {
                TakeBack(context, ChunkName(at));
            }
        }
    }

    // Which chunk a cookie is; -1 for none.
    private int IndexOf(string name)
    {
        if (name == Name)
        {
            return 0;
        }

        return name.StartsWith(Name, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(Name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && name == ChunkName(index)
            ? index
            : -1;
    }
}
