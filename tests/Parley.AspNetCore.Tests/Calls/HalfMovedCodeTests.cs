using Microsoft.Extensions.Logging;
using Parley.AspNetCore.Tests.Hosting;

namespace Parley.AspNetCore.Tests.Calls
{
    /// <summary>Code of which a part has moved, and another part not.</summary>
    public class HalfMovedCodeTests
    {
        [ServiceContract(Namespace = "urn:test")]
        public interface IMoved
        {
            [OperationContract]
            void Fail();
        }

        [Fact]
        public async Task The_log_says_which_fault_exception_to_throw_in_place_of_wcfs()
        {
            await using var served = await Served<IMoved>.OpenAsync(typeof(Moved), Bindings.Basic, expectsErrors: true);
            Assert.Throws<FaultException>(served.Client().Fail);
            var (level, _, text) = await served.Log.EntryAsync(2016);
            Assert.Equal(LogLevel.Error, level);
            Assert.Contains("System.ServiceModel.FaultException", text, StringComparison.Ordinal);
            Assert.Contains("Parley.FaultException<TDetail>", text, StringComparison.Ordinal);
        }

        private sealed class Moved : IMoved
        {
            public void Fail() => throw new System.ServiceModel.FaultException<string>();
        }
    }
}

namespace System.ServiceModel
{
    /// <summary>Stands for WCF's.</summary>
    internal class FaultException : Exception
    {
    }

    /// <inheritdoc/>
    internal sealed class FaultException<TDetail> : FaultException
    {
    }
}
