namespace Parley.FunctionalTests.Http;

internal static class CommunicationObjects
{
    public static async ValueTask DisposeAsyncOrAbort(this ICommunicationObject communicationObject)
    {
        if (communicationObject.State == CommunicationState.Opened)
        {
            await communicationObject.CloseAsync();
        }
        else
        {
            communicationObject.Abort();
        }
    }
}
