namespace Parley.Security.Tests.Cookies;

public sealed class ContextStateFormatTests
{
    private const int Seed = 77;

    [Theory]
    [InlineData("sc-user-stateful", "alice", "Val")]
    [InlineData("x-renew-stateful", "alice", "Val")]
    [InlineData("sc-sslneg-stateful", null, null)]
    public void The_recorded_state_is_read_and_written_again(string name, string? user, string? authenticationType)
    {
        var recorded = Load(name);
        using var state = ContextStateFormat.Read(recorded);
        Assert.Equal(user, state.Name);
        Assert.Equal(authenticationType, state.AuthenticationType);
        Assert.Equal(32, state.Key.Length);
        Assert.Equal(recorded, ContextStateFormat.Write(state));
    }

    [Fact]
    public void The_recorded_state_says_what_its_service_knew()
    {
        using var state = ContextStateFormat.Read(Load("sc-user-stateful"));
        Assert.Equal("urn:uuid:c548853f-b4b0-4a2d-9abd-3efda49df141", state.ContextId);
        Assert.Equal("mnJfc0IAzwM3lfxmn72HrCBm79jpFX7VbJmXKBr2LD8=", Convert.ToBase64String(state.Key));
        Assert.Equal(new DateTime(639308451267473720, DateTimeKind.Utc), state.EffectiveTime);
        Assert.Equal(TimeSpan.FromHours(10), state.ExpiryTime - state.EffectiveTime);
    }

    [Fact]
    public void A_certificate_travels_with_the_name()
    {
        using var state = new ContextState
        {
            Id = "uuid-1",
            ContextId = "urn:uuid:c548853f-b4b0-4a2d-9abd-3efda49df141",
            Key = new byte[16],
            EffectiveTime = DateTime.UnixEpoch,
            ExpiryTime = DateTime.UnixEpoch,
            KeyEffectiveTime = DateTime.UnixEpoch,
            KeyExpiryTime = DateTime.UnixEpoch,
            Name = "CN=alice; 0123",
            AuthenticationType = "X509",
            Certificate = [1, 2, 3],
        };
        using var read = ContextStateFormat.Read(ContextStateFormat.Write(state));
        Assert.Equal([1, 2, 3], read.Certificate!);
        Assert.Equal("CN=alice; 0123", read.Name);
        Assert.Equal("X509", read.AuthenticationType);
    }

    [Fact]
    public void Mutated_states_are_read_or_refused_and_nothing_else()
    {
        var random = new Random(Seed);
        var recorded = Load("sc-user-stateful");
        var readable = 0;
        for (var i = 0; i < 3000; i++)
        {
            var mutant = recorded[..(random.Next(4) == 0 ? random.Next(recorded.Length) : recorded.Length)];
            for (var changes = random.Next(1, 4); changes > 0 && mutant.Length > 0; changes--)
            {
                mutant[random.Next(mutant.Length)] = (byte)random.Next(256);
            }

            try
            {
                ContextStateFormat.Read(mutant).Dispose();
                readable++;
            }
            catch (MalformedTrustException)
            {
            }
        }

        Assert.InRange(readable, 1, 2999);
    }

    private static byte[] Load(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", "cookies", name + ".bin"));
}
