using Iced.Intel;

namespace Xemu.Cpu.X86.Tests;

public sealed unsafe class LegalCodesTests
{
    /// <summary>Legal by their features, but never decoded: other codes stand for the same bytes (hint NOPs, 64-bit forms), or they raise #UD on purpose.</summary>
    private static readonly string[] Exempt =
    [
        "Prefetch", "Ud0", "Ud1", "Ud2", "Nop_rm", "Declare", "Zero_bytes", "Popw_CS", "Rsm", "Jmpe",
    ];

    private static readonly CpuidFeature[] ElsewhereTested =
    [
        CpuidFeature.FPU, CpuidFeature.FPU287, CpuidFeature.FPU387, CpuidFeature.MMX, CpuidFeature.SSE, CpuidFeature.FXSR,
    ];

    [Fact]
    public void EveryLegalCode_HasAHandler()
    {
        var missing = new List<string>();
        for (int i = 0; i < HandlerTable.CodeCount; i++)
        {
            var code = (Code)i;
            OpCodeInfo info = code.ToOpCode();
            bool decodable = info.IsInstruction && (info.Mode16 || info.Mode32) && !code.CpuidFeatures().Any(ElsewhereTested.Contains);
            if (decodable && LegalCodes.IsLegal(code) && HandlerSet.Table[code].Register == null
                && !Exempt.Any(name => code.ToString().StartsWith(name, StringComparison.Ordinal)))
            {
                missing.Add($"{code} [{string.Join(' ', code.CpuidFeatures())}]");
            }
        }

        Assert.Equal(string.Empty, string.Join("; ", missing));
    }

    [Theory]
    [InlineData(Code.Movdqa_xmm_xmmm128)]
    [InlineData(Code.Syscall)]
    [InlineData(Code.Clflush_m8)]
    [InlineData(Code.Prefetchw_m8)]
    [InlineData(Code.Fisttp_m32int)]
    [InlineData(Code.Femms)]
    [InlineData(Code.Rsm)]
    [InlineData(Code.Popw_CS)]
    public void WhatThePartLacks_IsNotLegal(Code code) => Assert.False(LegalCodes.IsLegal(code));
}
