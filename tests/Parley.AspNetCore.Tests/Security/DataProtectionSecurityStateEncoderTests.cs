using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Parley.Security;

namespace Parley.AspNetCore.Tests.Security;

public sealed class DataProtectionSecurityStateEncoderTests : IDisposable
{
    private static readonly byte[] _state = [1, 2, 3, 4, 5];

    private readonly DirectoryInfo _keys = Directory.CreateTempSubdirectory("parley-keys");

    [Fact]
    public void Processes_that_share_the_key_ring_take_each_others_state()
    {
        var one = Encoder(_keys, "shop");
        var other = Encoder(_keys, "shop");
        var travelling = one.EncodeSecurityState(_state);
        Assert.Equal(-1, travelling.AsSpan().IndexOf(_state));
        Assert.Equal(_state, other.DecodeSecurityState(travelling));
    }

    [Fact]
    public void Another_application_and_other_keys_take_nothing()
    {
        var travelling = Encoder(_keys, "shop").EncodeSecurityState(_state);
        Assert.ThrowsAny<CryptographicException>(() => Encoder(_keys, "other").DecodeSecurityState(travelling));
        var elsewhere = Directory.CreateTempSubdirectory("parley-keys");
        try
        {
            Assert.ThrowsAny<CryptographicException>(() => Encoder(elsewhere, "shop").DecodeSecurityState(travelling));
        }
        finally
        {
            elsewhere.Delete(recursive: true);
        }
    }

    [Fact]
    public void Changed_state_is_not_taken()
    {
        var encoder = Encoder(_keys, "shop");
        var travelling = encoder.EncodeSecurityState(_state);
        Assert.Equal(_state, encoder.DecodeSecurityState(travelling));
        for (var i = 0; i < travelling.Length; i++)
        {
            var changed = (byte[])travelling.Clone();
            changed[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => encoder.DecodeSecurityState(changed));
        }
    }

    public void Dispose() => _keys.Delete(recursive: true);

    private static DataProtectionSecurityStateEncoder Encoder(DirectoryInfo keys, string application) =>
        new(new ServiceCollection().AddLogging().AddDataProtection().PersistKeysToFileSystem(keys).SetApplicationName(application)
            .Services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>());
}
