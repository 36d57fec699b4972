namespace Parley;

/// <summary>How a message's <c>To</c> header must fit the endpoint's address. WCF documentation: AddressFilterMode.</summary>
public enum AddressFilterMode
{
    /// <summary>The address itself.</summary>
    Exact,

    /// <summary>The address, or one that begins with it.</summary>
    Prefix,

    /// <summary>Every address.</summary>
    Any,
}
