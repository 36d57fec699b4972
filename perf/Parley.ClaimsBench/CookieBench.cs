using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Parley.IdentityModel;
using Parley.IdentityModel.Tokens;

namespace Parley.ClaimsBench;

/// <summary>Writing and reading of a session token, by each chain of transforms.</summary>
internal static class CookieBench
{
    public static void Run(int claims, int rounds)
    {
        using var rsa = RSA.Create(2048);
        var keys = new EphemeralDataProtectionProvider();
        (string Name, CookieTransform[] Transforms)[] chains =
        [
            ("none", []),
            ("deflate", [new DeflateCookieTransform()]),
            ("deflate, data protection", [new DeflateCookieTransform(), new DataProtectionCookieTransform(keys)]),
            ("deflate, RSA encryption, RSA signature", [new DeflateCookieTransform(), new RsaEncryptionCookieTransform(rsa), new RsaSignatureCookieTransform(rsa)]),
        ];
        Console.WriteLine($"{"token of " + claims + " claims",-42}{"write µs",10}{"read µs",10}{"bytes",9}");
        var token = new SessionSecurityToken(Principals.Create(claims));
        foreach (var (name, transforms) in chains)
        {
            var handler = new SessionSecurityTokenHandler(transforms);
            var bytes = handler.WriteToken(token);
            var result = Measure.InTurn(rounds, () => handler.WriteToken(token), () => handler.ReadToken(bytes));
            Console.WriteLine($"{name,-42}{result[0].Micros,10:F1}{result[1].Micros,10:F1}{bytes.Length,9}");
        }
    }
}
