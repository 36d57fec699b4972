namespace Parley.Tests.Formatting;

/// <summary>Chance that mostly chooses the usual.</summary>
internal sealed class OddChoices(int seed) : Random(seed)
{
    /// <summary>The first, the usual, most times; once in so many times any of them.</summary>
    public string Pick(int odd, params string[] choices) => Next(odd) == 0 ? choices[Next(choices.Length)] : choices[0];
}
