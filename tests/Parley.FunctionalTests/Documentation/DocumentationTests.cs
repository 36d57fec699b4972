using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Parley.FunctionalTests.Documentation;

/// <summary>Every C# example of the documentation stands, line by line, in a program that the build compiles.</summary>
public sealed class DocumentationTests
{
    public static TheoryData<string> Pages()
    {
        var pages = new TheoryData<string>();
        foreach (var page in Directory.GetFiles(Path.Combine(Root(), "docs"), "*.md").Append(Path.Combine(Root(), "README.md")))
        {
            pages.Add(Path.GetRelativePath(Root(), page));
        }

        return pages;
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Examples_are_compiled_code(string page)
    {
        var sources = Directory.GetFiles(Path.Combine(Root(), "samples"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(file => Normalize(File.ReadAllLines(file)))
            .ToArray();
        foreach (var example in Examples(File.ReadAllLines(Path.Combine(Root(), page))))
        {
            Assert.True(
                sources.Any(source => source.Contains(example, StringComparison.Ordinal)),
                $"{page} shows code that no sample has:\n{example}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_lead_to_files_that_are_there(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Root(), page))!;
        foreach (Match link in Regex.Matches(File.ReadAllText(Path.Combine(Root(), page)), @"\]\((?<target>[^)#:]+)(#[^)]*)?\)"))
        {
            var target = link.Groups["target"].Value;
            Assert.True(Path.Exists(Path.Combine(folder, target)), $"{page} links to {target}, which is not there.");
        }
    }

    [Fact]
    public void The_readme_lists_every_sample()
    {
        var readme = File.ReadAllText(Path.Combine(Root(), "README.md"));
        foreach (var project in Directory.GetFiles(Path.Combine(Root(), "samples"), "*.csproj", SearchOption.AllDirectories))
        {
            Assert.Contains($"](samples/{Path.GetFileNameWithoutExtension(project)})", readme, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> Examples(string[] lines)
    {
        var example = (List<string>?)null;
        foreach (var line in lines)
        {
            if (example is null)
            {
                example = line == "```csharp" ? [] : null;
            }
            else if (line == "```")
            {
                yield return Normalize(example);
                example = null;
            }
            else
            {
                example.Add(line);
            }
        }
    }

    /// <summary>Indentation and blank lines do not count.</summary>
    private static string Normalize(IEnumerable<string> lines) =>
        string.Join('\n', lines.Select(line => line.Trim()).Where(line => line.Length > 0));

    private static string Root([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", ".."));
}
