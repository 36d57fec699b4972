namespace Parley.Channels;

/// <summary>Asks an encoder whether it reads a content type. One peer sends the same one again and again: it is asked once.</summary>
internal sealed class SupportedContentTypes(MessageEncoder encoder)
{
    private string? _last;

    public bool Contains(string contentType)
    {
        if (contentType == _last)
        {
            return true;
        }

        if (!encoder.IsContentTypeSupported(contentType))
        {
            return false;
        }

        _last = contentType;
        return true;
    }
}
