namespace Parley.Simulation.Tests;

/// <summary>An invariant does not hold.</summary>
public sealed class SimulationFailedException(string message) : Exception(message);
