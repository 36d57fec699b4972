namespace Parley.Interop.Tests.Security;

/// <summary>The tests that read the same protected messages: they are made once.</summary>
[CollectionDefinition]
public sealed class ProtectedMessagesCollection : ICollectionFixture<ProtectedMessages>;
