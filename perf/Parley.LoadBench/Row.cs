using System.Text.Json.Serialization;

namespace Parley.LoadBench;

/// <summary>One row of the results: a scenario at a payload size with a number of callers.</summary>
internal sealed record Row
{
    [JsonPropertyName("scenario")]
    public required string Scenario { get; init; }

    [JsonPropertyName("bytes")]
    public required int Bytes { get; init; }

    [JsonPropertyName("callers")]
    public required int Callers { get; init; }

    [JsonPropertyName("perSecond")]
    public required double PerSecond { get; init; }

    [JsonPropertyName("baselinePerSecond")]
    public required double BaselinePerSecond { get; init; }

    /// <summary>The median over the rounds of <see cref="PerSecond"/> to <see cref="BaselinePerSecond"/> of the same round.</summary>
    [JsonPropertyName("ratio")]
    public required double Ratio { get; init; }

    [JsonPropertyName("p50Microseconds")]
    public required double P50Microseconds { get; init; }

    [JsonPropertyName("p99Microseconds")]
    public required double P99Microseconds { get; init; }

    [JsonPropertyName("serviceCpuMicroseconds")]
    public required double ServiceCpuMicroseconds { get; init; }

    [JsonPropertyName("clientCpuMicroseconds")]
    public required double ClientCpuMicroseconds { get; init; }

    [JsonPropertyName("clientAllocatedBytes")]
    public required double ClientAllocatedBytes { get; init; }

    /// <summary>Processor time of both sides for the same call without security and its bare cryptography; null where that is not the comparison.</summary>
    [JsonPropertyName("floorMicroseconds")]
    public required double? FloorMicroseconds { get; init; }

    [JsonPropertyName("serviceAllocatedBytes")]
    public required double ServiceAllocatedBytes { get; init; }

    /// <summary>What the same call costs without the protocol; null beside the bare platform.</summary>
    [JsonPropertyName("beside")]
    public Cost? Beside { get; init; }
}

/// <summary>What a call costs each side: processor time in microseconds, and bytes allocated.</summary>
internal sealed record Cost(double ServiceMicroseconds, double ClientMicroseconds, double ClientBytes, double ServiceBytes);
