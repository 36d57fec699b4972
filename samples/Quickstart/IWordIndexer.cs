using Parley;

namespace Quickstart;

/// <summary>The contract of the conversation: lines go in one by one, the finished index comes out.</summary>
[ServiceContract(Namespace = "urn:parley:quickstart", SessionMode = SessionMode.Allowed)]
public interface IWordIndexer
{
    /// <summary>Adds the next line of the text.</summary>
    /// <returns>The number of lines that this session has so far.</returns>
    [OperationContract]
    Task<int> AddLineAsync(string line);

    /// <summary>What the index of this session says.</summary>
    [OperationContract]
    Task<IndexSummary> SummarizeAsync();
}
