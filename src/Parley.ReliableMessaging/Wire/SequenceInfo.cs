namespace Parley.ReliableMessaging;

/// <summary>What a Sequence header says.</summary>
/// <param name="Identifier">The sequence.</param>
/// <param name="Number">The message's number, from 1.</param>
/// <param name="IsLast">True for the last one. 1.0 only.</param>
/// <param name="MustUnderstand">True when the sender insists on the header, as all should.</param>
internal readonly record struct SequenceInfo(string Identifier, long Number, bool IsLast, bool MustUnderstand);
