using System.Collections;

namespace Parley.Channels;

/// <summary>The headers of a message that somebody has understood. WCF documentation: UnderstoodHeaders.</summary>
public sealed class UnderstoodHeaders : IEnumerable<MessageHeaderInfo>
{
    private readonly MessageHeaders _headers;

    internal UnderstoodHeaders(MessageHeaders headers) => _headers = headers;

    /// <summary>Says that a header has been understood.</summary>
    /// <param name="headerInfo">A header of the message.</param>
    /// <exception cref="ArgumentException">The message does not have the header, or it had been understood already.</exception>
    public void Add(MessageHeaderInfo headerInfo)
    {
        ArgumentNullException.ThrowIfNull(headerInfo);
        if (Contains(headerInfo))
        {
            throw new ArgumentException($"The header '{headerInfo.Name}' of the namespace '{headerInfo.Namespace}' is understood already.", nameof(headerInfo));
        }

        if (!_headers.SetUnderstood(headerInfo, true))
        {
            throw new ArgumentException($"The message has no such header '{headerInfo.Name}' of the namespace '{headerInfo.Namespace}'.", nameof(headerInfo));
        }
    }

    /// <summary>True when the header has been understood.</summary>
    /// <param name="headerInfo">A header of the message.</param>
    public bool Contains(MessageHeaderInfo headerInfo)
    {
        ArgumentNullException.ThrowIfNull(headerInfo);
        for (var i = 0; i < _headers.Count; i++)
        {
            if (ReferenceEquals(_headers[i], headerInfo))
            {
                return _headers.IsUnderstood(i);
            }
        }

        return false;
    }

    /// <summary>Takes it back that a header has been understood.</summary>
    /// <param name="headerInfo">A header of the message.</param>
    public void Remove(MessageHeaderInfo headerInfo)
    {
        ArgumentNullException.ThrowIfNull(headerInfo);
        _headers.SetUnderstood(headerInfo, false);
    }

    /// <summary>Enumerates the headers that have been understood.</summary>
    public IEnumerator<MessageHeaderInfo> GetEnumerator()
    {
        for (var i = 0; i < _headers.Count; i++)
        {
            if (_headers.IsUnderstood(i))
            {
                yield return _headers[i];
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
