// What a claims session costs, beside ASP.NET Core's own cookie authentication for the same principal in the same run.
//
//   dotnet run -c Release --project perf/Parley.ClaimsBench [-- --rounds N]
using Parley.ClaimsBench;

var rounds = args is ["--rounds", var text] ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : 9;
foreach (var claims in new[] { 10, 200 })
{
    await RequestBench.RunAsync(claims, rounds);
    CookieBench.Run(claims, rounds);
}
