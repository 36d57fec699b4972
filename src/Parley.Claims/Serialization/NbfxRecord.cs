namespace Parley.Claims.Serialization;

/// <summary>The records of binary XML that session tokens are made of. [MC-NBFX] 2.2.</summary>
internal static class NbfxRecord
{
    /// <summary>Set in a text record: the element that it stands in ends with it.</summary>
    public const byte WithEndElement = 0x01;

    /// <summary>The end of an element.</summary>
    public const byte EndElement = 0x01;

    /// <summary>An attribute without prefix, its name from the dictionary.</summary>
    public const byte ShortDictionaryAttribute = 0x06;

    /// <summary>An element without prefix, its name from the dictionary.</summary>
    public const byte ShortDictionaryElement = 0x42;

    /// <summary>The text 0.</summary>
    public const byte ZeroText = 0x80;

    /// <summary>The text 1.</summary>
    public const byte OneText = 0x82;

    /// <summary>A number of one byte.</summary>
    public const byte Int8Text = 0x88;

    /// <summary>A number of two bytes.</summary>
    public const byte Int16Text = 0x8A;

    /// <summary>A number of four bytes.</summary>
    public const byte Int32Text = 0x8C;

    /// <summary>A number of eight bytes.</summary>
    public const byte Int64Text = 0x8E;

    /// <summary>A text in UTF-8, its length in one byte; the two forms with longer lengths follow in steps of two.</summary>
    public const byte Chars8Text = 0x98;

    /// <summary>Bytes, their length in one byte; the two forms with longer lengths follow in steps of two.</summary>
    public const byte Bytes8Text = 0x9E;

    /// <summary>No text.</summary>
    public const byte EmptyText = 0xA8;

    /// <summary>A unique identifier that is a UUID.</summary>
    public const byte UniqueIdText = 0xAC;

    /// <summary>A text in UTF-16, its length in one byte; the two forms with longer lengths follow in steps of two.</summary>
    public const byte UnicodeChars8Text = 0xB6;
}
