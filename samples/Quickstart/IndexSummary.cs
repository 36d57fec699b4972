using System.Runtime.Serialization;

namespace Quickstart;

/// <summary>What a finished index says.</summary>
[DataContract(Namespace = "urn:parley:quickstart")]
public sealed class IndexSummary
{
    /// <summary>Lines added.</summary>
    [DataMember(Order = 1)]
    public int Lines { get; set; }

    /// <summary>Words in all lines.</summary>
    [DataMember(Order = 2)]
    public int Words { get; set; }

    /// <summary>Different words.</summary>
    [DataMember(Order = 3)]
    public int DistinctWords { get; set; }

    /// <summary>The most frequent words of five letters or more.</summary>
    [DataMember(Order = 4)]
    public WordCount[] MostFrequent { get; set; } = [];

    /// <summary>SHA-256 over every word and all its line numbers.</summary>
    [DataMember(Order = 5)]
    public string Fingerprint { get; set; } = string.Empty;
}

/// <summary>A word and how often it stands in the text.</summary>
[DataContract(Namespace = "urn:parley:quickstart")]
public sealed class WordCount
{
    /// <summary>The word, in lower case.</summary>
    [DataMember(Order = 1)]
    public string Word { get; set; } = string.Empty;

    /// <summary>How often.</summary>
    [DataMember(Order = 2)]
    public int Count { get; set; }
}
