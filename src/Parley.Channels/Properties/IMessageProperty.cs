namespace Parley.Channels;

/// <summary>A message property that is copied when its message is. WCF documentation: IMessageProperty.</summary>
public interface IMessageProperty
{
    /// <summary>The copy; the property itself when it cannot change.</summary>
    IMessageProperty CreateCopy();
}
