using Parley;

namespace Quickstart;

/// <summary>The contract of the conversation: lines go in one by one, the finished index comes out.</summary>
[ServiceContract(Namespace = "urn:parley:quickstart", SessionMode = SessionMode.Allowed)]
public interface IWordIndexer
{
    /// <summary>Adds the next line of the text. Nobody answers.</summary>
    /// <param name="number">The line's number in the text, from 1: for the count of what arrived. The index does not look at it.</param>
    /// <param name="line">The line.</param>
    [OperationContract(IsOneWay = true)]
    Task AddLineAsync(int number, string line);

    /// <summary>What the index of this session says.</summary>
    [OperationContract]
    Task<IndexSummary> SummarizeAsync();
}
