using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit.Tests;

/// <summary>Khronos' tools accept what is written.</summary>
public sealed class ValidationTests
{
    [Theory]
    [InlineData(ShaderFlavour.SpirV, "spirv-val", "spirv-tools", "spirv-val --target-env vulkan1.1")]
    [InlineData(ShaderFlavour.VulkanGlsl, "glslangValidator", "glslang-tools", "glslangValidator --target-env vulkan1.1 -o /dev/null")]
    [InlineData(ShaderFlavour.DesktopGlsl, "glslangValidator", "glslang-tools", "glslangValidator")]
    public void VertexShaders_Random_AreAccepted(ShaderFlavour flavour, string tool, string package, string command)
    {
        ShaderTools.Require(tool, package);
        using var tools = new ShaderTools();
        var programs = new RandomVertexPrograms(1);
        int count = ShaderTools.Campaign(flavour == ShaderFlavour.SpirV ? 60 : 16);
        for (int i = 0; i < count; i++)
        {
            var key = new VertexShaderKey(i % 4 == 0 ? programs.NextFixed() : programs.Next(1 + (i * 13 % 64)), i % 3 == 0, i % 5 == 0)
            {
                IsAffine = i % 7 == 0,
                DropsSpecular = i % 6 == 1,
                DropsSpecularAlpha = i % 6 == 2,
                KeepsFraction = i % 8 == 3,
            };
            tools.Add(ShaderTranslator.Translate(key, flavour), "vert");
        }

        Assert.Empty(tools.Check(command));
    }

    [Theory]
    [InlineData(ShaderFlavour.SpirV, "spirv-val", "spirv-tools", "spirv-val --target-env vulkan1.1")]
    [InlineData(ShaderFlavour.VulkanGlsl, "glslangValidator", "glslang-tools", "glslangValidator --target-env vulkan1.1 -o /dev/null")]
    [InlineData(ShaderFlavour.DesktopGlsl, "glslangValidator", "glslang-tools", "glslangValidator")]
    public void PixelShaders_Random_AreAccepted(ShaderFlavour flavour, string tool, string package, string command)
    {
        ShaderTools.Require(tool, package);
        using var tools = new ShaderTools();
        var shaders = new RandomPixelShaders(2);
        int count = ShaderTools.Campaign(flavour == ShaderFlavour.SpirV ? 60 : 12);
        for (int i = 0; i < count; i++)
        {
            tools.Add(ShaderTranslator.Translate(shaders.Key(), flavour), "frag");
        }

        Assert.Empty(tools.Check(command));
    }

    /// <summary>A guest may name any of sixteen registers: also those that only the final combiner has, and those that are none.</summary>
    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(14)]
    [InlineData(15)]
    public void PixelShader_WhoseCombinersNameARegisterWithoutMeaning_IsAccepted(int number)
    {
        ShaderTools.Require("spirv-val", "spirv-tools");
        using var tools = new ShaderTools();
        var register = (CombinerRegister)number;
        var input = new CombinerInput(register, false, CombinerMapping.SignedIdentity);
        var portion = new CombinerPortion { A = input, B = input, C = input, D = input, ProductAB = register, Sum = CombinerRegister.Spare0 };
        var stage = new CombinerStage { Color = portion, Alpha = portion };
        var program = new PixelProgram { Textures = [default, default, default, default], Combiners = [stage, stage] };

        tools.Add(ShaderTranslator.Translate(new PixelShaderKey { Program = program, AlphaFunction = CompareFunction.Always }, ShaderFlavour.SpirV), "frag");

        Assert.Empty(tools.Check("spirv-val --target-env vulkan1.1"));
    }

    [Fact]
    public void PixelShader_WhoseProductOfEAndFNamesItself_IsAccepted()
    {
        ShaderTools.Require("spirv-val", "spirv-tools");
        using var tools = new ShaderTools();
        var input = new CombinerInput(CombinerRegister.ProductEF, false, CombinerMapping.UnsignedInvert);
        var final = new FinalCombiner { D = input, E = input, F = input, G = input };
        var program = new PixelProgram { Textures = [default, default, default, default], Combiners = [default], Final = final };

        tools.Add(ShaderTranslator.Translate(new PixelShaderKey { Program = program, AlphaFunction = CompareFunction.Always }, ShaderFlavour.SpirV), "frag");

        Assert.Empty(tools.Check("spirv-val --target-env vulkan1.1"));
    }

    [Fact]
    public void Checker_OfAWrongModule_Refuses()
    {
        ShaderTools.Require("spirv-val", "spirv-tools");
        using var tools = new ShaderTools();
        ShaderCode code = ShaderTranslator.Translate(new VertexShaderKey(new RandomVertexPrograms(3).Next(4), false, false), ShaderFlavour.SpirV);
        tools.Add(code with { Words = code.Words[..^1] }, "vert");

        Assert.NotEmpty(tools.Check("spirv-val"));
    }
}
