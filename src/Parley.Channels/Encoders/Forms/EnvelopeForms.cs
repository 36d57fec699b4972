namespace Parley.Channels;

/// <summary>The forms that an encoder knows: the first few that it is told of. Thread-safe.</summary>
internal sealed class EnvelopeForms
{
    /// <summary>As many as the kinds of messages that most endpoints have.</summary>
    private const int MaxForms = 16;

    private readonly Lock _gate = new();
    private EnvelopeForm[] _forms = [];

    /// <summary>Whether one more is taken.</summary>
    public bool HasRoom => Volatile.Read(ref _forms).Length < MaxForms;

    /// <summary>Adds a form, when there is room.</summary>
    public void Add(EnvelopeForm form)
    {
        lock (_gate)
        {
            if (_forms.Length < MaxForms)
            {
                Volatile.Write(ref _forms, [.. _forms, form]);
            }
        }
    }

    /// <summary>Finds the form of an envelope.</summary>
    /// <returns>Null when it has none of them.</returns>
    public EnvelopeMatch? TryMatch(ArraySegment<byte> envelope)
    {
        foreach (var form in Volatile.Read(ref _forms))
        {
            if (form.TryMatch(envelope) is { } match)
            {
                return match;
            }
        }

        return null;
    }
}
