using System.Xml;

namespace Parley.Formatting;

/// <summary>The names of one contract's elements and actions, in one dictionary: a binary session sends each of them once.</summary>
internal sealed class ContractDictionary
{
    private readonly XmlDictionary _dictionary = new();
    private readonly Lock _lock = new();

    /// <summary>The contract's dictionary string for a name; the same one for the same name.</summary>
    internal XmlDictionaryString Add(string value)
    {
        lock (_lock)
        {
            return _dictionary.Add(value);
        }
    }
}
