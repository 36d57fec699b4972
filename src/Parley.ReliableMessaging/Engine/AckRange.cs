namespace Parley.ReliableMessaging;

/// <summary>Message numbers that have arrived, both ends included; 1 is the first number of a sequence. WS-ReliableMessaging 1.1, section 3.9.</summary>
internal readonly record struct AckRange(long Lower, long Upper);
