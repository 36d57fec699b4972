namespace Parley.IdentityModel.Services;

/// <summary>Names of the WS-Federation passive protocol. WS-Federation 1.2, section 13; WIF documentation: WSFederationConstants.</summary>
public static class WSFederationConstants
{
    /// <summary>What a message asks for (<c>wa</c>).</summary>
    public static class Actions
    {
        /// <summary>A sign-in, or its response.</summary>
        public const string SignIn = "wsignin1.0";

        /// <summary>A sign-out at the token service.</summary>
        public const string SignOut = "wsignout1.0";

        /// <summary>The token service tells an application that the user signed out.</summary>
        public const string SignOutCleanup = "wsignoutcleanup1.0";
    }

    /// <summary>The parameters of messages.</summary>
    public static class Parameters
    {
        /// <summary>What the message asks for.</summary>
        public const string Action = "wa";

        /// <summary>The application that asks: a URI.</summary>
        public const string Realm = "wtrealm";

        /// <summary>Where the answer goes.</summary>
        public const string Reply = "wreply";

        /// <summary>What comes back with the answer as it is.</summary>
        public const string Context = "wctx";

        /// <summary>The sender's time.</summary>
        public const string CurrentTime = "wct";

        /// <summary>How old the user's authentication may be, in minutes; 0 to authenticate now.</summary>
        public const string Freshness = "wfresh";

        /// <summary>How the user is to authenticate: a URI.</summary>
        public const string AuthenticationType = "wauth";

        /// <summary>Where the user's home is.</summary>
        public const string HomeRealm = "whr";

        /// <summary>A request for a token: XML.</summary>
        public const string Request = "wreq";

        /// <summary>Where the request for a token is.</summary>
        public const string RequestPtr = "wreqptr";

        /// <summary>A policy.</summary>
        public const string Policy = "wp";

        /// <summary>A resource.</summary>
        public const string Resource = "wres";

        /// <summary>The answer: XML with the token.</summary>
        public const string Result = "wresult";

        /// <summary>Where the answer is.</summary>
        public const string ResultPtr = "wresultptr";
    }
}
