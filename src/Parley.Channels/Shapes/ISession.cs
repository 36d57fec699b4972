namespace Parley.Channels;

/// <summary>A conversation between two endpoints. WCF documentation: ISession.</summary>
public interface ISession
{
    /// <summary>The session's identifier. Ids of transport sessions are each side's own; those of reliable and secure sessions are equal on both sides.</summary>
    string Id { get; }
}
