using Parley.Dispatcher;

namespace Parley.Tests.Instancing;

public class ManualFlowTests
{
    [Fact]
    public async Task A_message_that_gives_up_leaves_its_place_to_the_next()
    {
        var flow = new ManualFlow { Limit = 0 };
        using var source = new CancellationTokenSource();
        var impatient = flow.PassAsync(source.Token).AsTask();
        var patient = flow.PassAsync(CancellationToken.None).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient.WaitAsync(TimeSpan.FromSeconds(30)));
        flow.Increment(1);
        await patient.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(0, flow.Limit);
    }
}
