namespace Parley.Tests.Dispatch;

public class AttributeTests
{
    [Fact]
    public void The_defaults_of_ServiceBehavior_are_WCFs()
    {
        var behavior = new ServiceBehaviorAttribute();
        Assert.Equal(InstanceContextMode.PerSession, behavior.InstanceContextMode);
        Assert.Equal(ConcurrencyMode.Single, behavior.ConcurrencyMode);
        Assert.Equal(AddressFilterMode.Exact, behavior.AddressFilterMode);
        Assert.True(behavior.AutomaticSessionShutdown);
        Assert.True(behavior.UseSynchronizationContext);
        Assert.True(behavior.ValidateMustUnderstand);
        Assert.False(behavior.IncludeExceptionDetailInFaults);
        Assert.False(behavior.EnsureOrderedDispatch);
        Assert.Equal(int.MaxValue, behavior.MaxItemsInObjectGraph);
    }

    [Fact]
    public void The_defaults_of_OperationBehavior_and_CallbackBehavior_are_WCFs()
    {
        Assert.Equal(ReleaseInstanceMode.None, new OperationBehaviorAttribute().ReleaseInstanceMode);
        Assert.True(new OperationBehaviorAttribute().AutoDisposeParameters);
        Assert.Equal(ConcurrencyMode.Single, new CallbackBehaviorAttribute().ConcurrencyMode);
        Assert.True(new CallbackBehaviorAttribute().AutomaticSessionShutdown);
        Assert.True(new CallbackBehaviorAttribute().UseSynchronizationContext);
        Assert.Equal(3, (int)ReleaseInstanceMode.BeforeAndAfterCall);
    }

    [Fact]
    public void Values_that_are_not_defined_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ServiceBehaviorAttribute { InstanceContextMode = (InstanceContextMode)9 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ServiceBehaviorAttribute { ConcurrencyMode = (ConcurrencyMode)9 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ServiceBehaviorAttribute { AddressFilterMode = (AddressFilterMode)9 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new OperationBehaviorAttribute { ReleaseInstanceMode = (ReleaseInstanceMode)9 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new CallbackBehaviorAttribute { ConcurrencyMode = (ConcurrencyMode)9 });
    }
}
