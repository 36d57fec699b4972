using System.Globalization;
using Parley;

namespace SecureSession;

internal sealed class Notary : INotary
{
    private static readonly string _process = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    public Task<string> ReadAsync(string document) => Task.FromResult($"{Caller} reads '{document}' at process {_process}");

    public Task<string> SignAsync(string document) => Task.FromResult($"{Caller} signs '{document}' at process {_process}");

    private static string Caller => ServiceSecurityContext.Current!.PrimaryIdentity.Name!.Split(';')[0];
}
