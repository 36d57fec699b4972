using System.Buffers.Text;
using System.Text;
using Parley.Channels;

namespace Parley.Security;

/// <summary>What one message of a known form is made in, and what the next one uses again: its words, its cipher texts, and room to work in.</summary>
internal sealed class FormWriter : IDisposable
{
    private const int MostKept = 64 * 1024;
    private const int RoomForWords = 2048;
    private static readonly BoundedPool<FormWriter> _pool = new(64);

    private readonly byte[] _words = new byte[RoomForWords];
    private int _wordsEnd;
    private FormValues? _values;
    private int _valueCount;

    private FormWriter()
    {
    }

    /// <summary>The words of the message, by the form's variables.</summary>
    public FormValues Values => _values!;

    /// <summary>The headers of the message as it was protected.</summary>
    public List<MessageHeader> Headers { get; } = [];

    /// <summary>The encrypted signature.</summary>
    public PooledBytes Signature { get; } = new();

    /// <summary>The encrypted body.</summary>
    public PooledBytes Body { get; } = new();

    /// <summary>Room to work in.</summary>
    public PooledBytes Scratch { get; } = new();

    /// <summary>One for the caller alone, until it is disposed.</summary>
    /// <param name="count">How many variables the form has.</param>
    public static FormWriter Rent(int count)
    {
        var writer = _pool.Take() ?? new FormWriter();
        if (writer._values is null || writer._valueCount != count)
        {
            writer._values = new FormValues(writer._words, count, count);
            writer._valueCount = count;
        }
        else
        {
            writer._values.Clear();
        }

        return writer;
    }

    /// <summary>Gives a variable its word. Variables with one word in the message of which the form was made must have one word in all.</summary>
    /// <returns>False when the word is none, or another than the variable has already.</returns>
    public bool TrySet(int variable, ReadOnlySpan<char> word)
    {
        Span<byte> bytes = stackalloc byte[FormHeader.LongestText];
        return Encoding.UTF8.TryGetBytes(word, bytes, out var length) && TrySet(variable, bytes[..length]);
    }

    /// <inheritdoc cref="TrySet(int, ReadOnlySpan{char})"/>
    public bool TrySet(int variable, ReadOnlySpan<byte> word)
    {
        if (variable < 0 || !TextPattern.IsWord(word))
        {
            return false;
        }

        if (Values[variable] is { IsEmpty: false } known)
        {
            return known.SequenceEqual(word);
        }

        if (!word.TryCopyTo(_words.AsSpan(_wordsEnd)))
        {
            return false;
        }

        Take(variable, word.Length);
        return true;
    }

    /// <summary>Gives a variable a word in base64.</summary>
    /// <returns>False when there is no room for it, or the variable has another word already.</returns>
    public bool TrySetBase64(int variable, ReadOnlySpan<byte> bytes)
    {
        var room = _words.AsSpan(_wordsEnd);
        if (variable < 0 || room.Length < Base64.GetMaxEncodedToUtf8Length(bytes.Length))
        {
            return false;
        }

        Base64.EncodeToUtf8(bytes, room, out _, out var length);
        if (Values[variable] is { IsEmpty: false } known)
        {
            return known.SequenceEqual(room[..length]);
        }

        Take(variable, length);
        return true;
    }

    /// <summary>Whether digests and signatures have room.</summary>
    /// <param name="count">How many they are.</param>
    public bool HasRoomFor(int count) => _words.Length - _wordsEnd >= count * Base64.GetMaxEncodedToUtf8Length(SymmetricSignature.MaxSize);

    /// <summary>Gives the writer back: what was secret in it is zeroed.</summary>
    public void Dispose()
    {
        Headers.Clear();
        _wordsEnd = 0;
        Scratch.Zero();
        Signature.Clear();
        Body.Clear();
        if (Scratch.Capacity + Signature.Capacity + Body.Capacity <= MostKept)
        {
            _pool.Return(this);
            return;
        }

        Scratch.Dispose();
        Signature.Dispose();
        Body.Dispose();
    }

    private void Take(int variable, int length)
    {
        Values.Set(variable, _wordsEnd, length);
        _wordsEnd += length;
    }
}
