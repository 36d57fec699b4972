using System.Text;
using System.Xml;

namespace Parley.Security.Tests.Fuzzing;

/// <summary>
/// Changes envelopes, each time as a number says: the same number changes the same place of an envelope of the same structure in the same way.
/// </summary>
internal sealed partial class Mutation
{
    private const int LargestMutant = 200_000;

    private static readonly Action<Mutation>[] _changes =
    [
        Delete, Repeat, RepeatOften, Move, Swap, Wrap, Unwrap, Rename, ChangeNamespace, ChangePrefix, WrapSigned, WrapSigned, Insert, Nest,
        SwapAttributes, SwapAttributes, DeleteAttribute, AddAttribute, ChangeAttribute, ChangeAlgorithm, DeclareAgain,
        ChangeText, ChangeText, ChangeText, TakeText, SplitText, AddBetween,
    ];

    private readonly Random _random;
    private readonly XmlDocument _document = new() { PreserveWhitespace = true, XmlResolver = null };
    private readonly StringBuilder _story = new();

    private Mutation(int seed) => _random = new Random(seed);

    /// <summary>Makes a mutant of an envelope in text.</summary>
    /// <param name="envelope">The envelope.</param>
    /// <param name="seed">Says what is changed.</param>
    /// <param name="story">What was changed.</param>
    public static byte[] OfText(byte[] envelope, int seed, out string story)
    {
        var mutation = new Mutation(seed);
        var changed = mutation._random.Next(3) == 0 ? envelope : mutation.ChangeTree(envelope);
        if (ReferenceEquals(changed, envelope) || mutation._random.Next(20) == 0)
        {
            changed = mutation.ChangeBytes(changed);
        }

        story = mutation._story.ToString();
        return changed;
    }

    /// <summary>Makes a mutant of a message of which nothing is known but its bytes.</summary>
    /// <inheritdoc cref="OfText"/>
    public static byte[] OfBytes(byte[] message, int seed, out string story)
    {
        var mutation = new Mutation(seed);
        var changed = mutation.ChangeBytes(message);
        story = mutation._story.ToString();
        return changed;
    }

    private byte[] ChangeTree(byte[] envelope)
    {
        _document.LoadXml(Encoding.UTF8.GetString(envelope));
        try
        {
            return ChangeDocument();
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or XmlException)
        {
            // What came out cannot be written.
            return envelope;
        }
    }

    private byte[] ChangeDocument()
    {
        for (var times = 1 + (_random.Next(4) == 0 ? 1 : 0) + (_random.Next(10) == 0 ? 1 : 0); times > 0; times--)
        {
            var change = _changes[_random.Next(_changes.Length)];
            _story.Append(change.Method.Name).Append(' ');
            change(this);
        }

        var changed = Encoding.UTF8.GetBytes(_document.OuterXml);
        return changed.Length > LargestMutant ? changed[..LargestMutant] : changed;
    }

    private byte[] ChangeBytes(byte[] bytes)
    {
        var at = _random.Next(bytes.Length);
        var length = 1 + _random.Next(_random.Next(4) == 0 ? bytes.Length : 8);
        length = Math.Min(length, bytes.Length - at);
        var kind = _random.Next(9);
        _story.Append("bytes ").Append(kind).Append(" at ").Append(at).Append('+').Append(length);
        byte[] range = bytes[at..(at + length)];
        switch (kind)
        {
            case 0 or 1 or 2:
                byte[] flipped = [.. bytes];
                flipped[at] ^= (byte)(1 << _random.Next(8));
                return flipped;
            case 3:
                byte[] set = [.. bytes];
                set[at] = (byte)_random.Next(256);
                return set;
            case 4:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 5:
                return [.. bytes[..at], .. range, .. bytes[at..]];
            case 6:
                var random = new byte[length];
                _random.NextBytes(random);
                return [.. bytes[..at], .. random, .. bytes[at..]];
            case 7:
                return bytes[..at];
            default:
                var to = _random.Next(bytes.Length - length + 1);
                byte[] without = [.. bytes[..at], .. bytes[(at + length)..]];
                return [.. without[..to], .. range, .. without[to..]];
        }
    }

    /// <summary>All elements, in their order.</summary>
    private List<XmlElement> Elements() => [.. _document.SelectNodes("//*")!.Cast<XmlElement>()];

    private List<XmlAttribute> Attributes() =>
        [.. Elements().SelectMany(element => element.Attributes.Cast<XmlAttribute>()).Where(attribute => attribute.Prefix != "xmlns" && attribute.Name != "xmlns")];

    private List<XmlText> Texts() => [.. _document.SelectNodes("//text()")!.OfType<XmlText>()];

    private T? Pick<T>(List<T> from)
        where T : class => from.Count == 0 ? null : from[_random.Next(from.Count)];

    /// <summary>An element that is not the envelope.</summary>
    private XmlElement PickInner()
    {
        var picked = Pick(Elements().FindAll(element => element.ParentNode is XmlElement)) ?? throw new InvalidOperationException("There is nothing left to change.");
        _story.Append(picked.Name).Append(' ');
        return picked;
    }

    private XmlElement? Find(string name) => Elements().Find(element => element.LocalName == name);

    private void InsertInto(XmlElement parent, XmlNode node)
    {
        _story.Append("into ").Append(parent.Name).Append(' ');
        var count = parent.ChildNodes.Count;
        var at = _random.Next(count + 1);
        if (at == count)
        {
            parent.AppendChild(node);
        }
        else
        {
            parent.InsertBefore(node, parent.ChildNodes[at]);
        }
    }
}
