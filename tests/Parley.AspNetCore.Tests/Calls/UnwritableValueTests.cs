using Parley.AspNetCore.Tests.Hosting;

namespace Parley.AspNetCore.Tests.Calls;

/// <summary>Values that cannot be written fail their call, and leave the connection as it was.</summary>
public class UnwritableValueTests
{
    public sealed class Unknown
    {
        public int Value { get; set; }
    }

    [ServiceContract(Namespace = "urn:test")]
    public interface IThings
    {
        [OperationContract]
        object Echo(string first, object thing);

        [OperationContract]
        object Make();
    }

    public sealed class Things : IThings
    {
        public object Echo(string first, object thing) => first + thing;

        public object Make() => new Unknown();
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("tcp streamed")]
    [InlineData("ws")]
    [InlineData("basic")]
    public async Task An_argument_that_cannot_be_written_fails_its_call_alone(string binding)
    {
        await using var served = await Served<IThings>.OpenAsync(typeof(Things), () => Bindings.Of(binding));
        var client = served.Client();
        for (var i = 0; i < 2; i++)
        {
            Assert.Throws<CommunicationException>(() => client.Echo("a", new Unknown()));
            Assert.Equal("ab", client.Echo("a", "b"));
        }
    }

    [Fact]
    public async Task A_result_that_cannot_be_written_is_the_services_fault()
    {
        await using var served = await Served<IThings>.OpenAsync(typeof(Things), Bindings.Ws, expectsErrors: true);
        Assert.Equal("InternalServiceFault", Assert.ThrowsAny<FaultException>(() => served.Client().Make()).Code.SubCode?.Name);
        Assert.Equal("ab", served.Client().Echo("a", "b"));
    }
}
