namespace Parley.Channels;

/// <summary>One header of a usual head: an addressing header in the form that nearly every message has it in.</summary>
internal struct UsualHeader
{
    /// <summary>More headers than the usual kinds, once each.</summary>
    public const int MaxCount = 5;

    /// <summary>More than those, with the headers of a protocol.</summary>
    public const int MaxCountWithProtocol = 10;

    public AddressingHeaderKind Kind;

    /// <summary>
    /// Action, To: where the text begins, or its identifier in a dictionary. MessageID, RelatesTo: where the UUID begins.
    /// </summary>
    public int Value;

    /// <summary>How long the text is; 0 for what is not text.</summary>
    public int Length;
}
