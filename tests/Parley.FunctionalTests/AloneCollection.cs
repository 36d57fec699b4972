namespace Parley.FunctionalTests;

/// <summary>Tests that measure memory: no others run meanwhile.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;
