using System.Collections.Immutable;
using Silk.NET.Vulkan;
using Xemu.Abstractions.Graphics;
using Xemu.Renderer.Toolkit;
using VkPolygonMode = Silk.NET.Vulkan.PolygonMode;
using VkShaderModule = Silk.NET.Vulkan.ShaderModule;

namespace Sample.Renderer.Gpu;

/// <summary>Makes pipelines, and the layouts and render passes that all of them share.</summary>
internal sealed unsafe class VulkanPipelines : IDisposable
{
    private static readonly DynamicState[] Dynamic =
    [
        DynamicState.Viewport, DynamicState.Scissor, DynamicState.BlendConstants, DynamicState.LineWidth,
        DynamicState.StencilReference, DynamicState.StencilCompareMask, DynamicState.StencilWriteMask,
    ];

    private readonly VulkanDevice _device;
    private readonly Dictionary<(bool Color, bool Depth), RenderPass> _passes = [];

    public VulkanPipelines(VulkanDevice device)
    {
        _device = device;
        DescriptorSetLayoutBinding* bindings = stackalloc DescriptorSetLayoutBinding[6];
        for (uint i = 0; i < 6; i++)
        {
            bindings[i] = new DescriptorSetLayoutBinding
            {
                Binding = i,
                DescriptorType = i < 2 ? DescriptorType.UniformBuffer : DescriptorType.CombinedImageSampler,
                DescriptorCount = 1,
                StageFlags = i == 0 ? ShaderStageFlags.VertexBit : ShaderStageFlags.FragmentBit,
            };
        }

        var sets = new DescriptorSetLayoutCreateInfo { SType = StructureType.DescriptorSetLayoutCreateInfo, BindingCount = 6, PBindings = bindings };
        VulkanDevice.Check(device.Vk.CreateDescriptorSetLayout(device.Handle, in sets, null, out DescriptorSetLayout setLayout), "make a set layout");
        SetLayout = setLayout;
        var layout = new PipelineLayoutCreateInfo { SType = StructureType.PipelineLayoutCreateInfo, SetLayoutCount = 1, PSetLayouts = &setLayout };
        VulkanDevice.Check(device.Vk.CreatePipelineLayout(device.Handle, in layout, null, out PipelineLayout made), "make a pipeline layout");
        Layout = made;
    }

    public DescriptorSetLayout SetLayout { get; }

    public PipelineLayout Layout { get; }

    /// <summary>A render pass that keeps what the images hold.</summary>
    public RenderPass PassFor(bool hasColor, bool hasDepth)
    {
        if (_passes.TryGetValue((hasColor, hasDepth), out RenderPass pass))
        {
            return pass;
        }

        AttachmentDescription* attachments = stackalloc AttachmentDescription[2];
        uint count = 0;
        if (hasColor)
        {
            attachments[count++] = Attachment(Format.R8G8B8A8Unorm);
        }

        if (hasDepth)
        {
            attachments[count++] = Attachment(Format.D32SfloatS8Uint);
        }

        var color = new AttachmentReference(0, ImageLayout.General);
        var depth = new AttachmentReference(hasColor ? 1u : 0, ImageLayout.General);
        var subpass = new SubpassDescription
        {
            PipelineBindPoint = PipelineBindPoint.Graphics,
            ColorAttachmentCount = hasColor ? 1u : 0,
            PColorAttachments = &color,
            PDepthStencilAttachment = hasDepth ? &depth : null,
        };
        var info = new RenderPassCreateInfo
        {
            SType = StructureType.RenderPassCreateInfo,
            AttachmentCount = count,
            PAttachments = attachments,
            SubpassCount = 1,
            PSubpasses = &subpass,
        };
        VulkanDevice.Check(_device.Vk.CreateRenderPass(_device.Handle, in info, null, out pass), "make a render pass");
        _passes.Add((hasColor, hasDepth), pass);
        return pass;
    }

    public Pipeline Make(GpuPipelineDescription description)
    {
        VkShaderModule vertex = MakeModule(description.Vertex.Words);
        VkShaderModule pixel = MakeModule(description.Pixel.Words);
        try
        {
            return Make(description, vertex, pixel);
        }
        finally
        {
            _device.Vk.DestroyShaderModule(_device.Handle, vertex, null);
            _device.Vk.DestroyShaderModule(_device.Handle, pixel, null);
        }
    }

    public void Dispose()
    {
        foreach (RenderPass pass in _passes.Values)
        {
            _device.Vk.DestroyRenderPass(_device.Handle, pass, null);
        }

        _device.Vk.DestroyPipelineLayout(_device.Handle, Layout, null);
        _device.Vk.DestroyDescriptorSetLayout(_device.Handle, SetLayout, null);
    }

    private static AttachmentDescription Attachment(Format format) => new()
    {
        Format = format,
        Samples = SampleCountFlags.Count1Bit,
        LoadOp = AttachmentLoadOp.Load,
        StoreOp = AttachmentStoreOp.Store,
        StencilLoadOp = AttachmentLoadOp.Load,
        StencilStoreOp = AttachmentStoreOp.Store,
        InitialLayout = ImageLayout.General,
        FinalLayout = ImageLayout.General,
    };

    private VkShaderModule MakeModule(ImmutableArray<uint> words)
    {
        if (words.IsEmpty)
        {
            throw new ArgumentException("A shader has no SPIR-V words.", nameof(words));
        }

        fixed (uint* code = words.AsSpan())
        {
            var info = new ShaderModuleCreateInfo { SType = StructureType.ShaderModuleCreateInfo, CodeSize = (nuint)words.Length * 4, PCode = code };
            VulkanDevice.Check(_device.Vk.CreateShaderModule(_device.Handle, in info, null, out VkShaderModule module), "take a shader");
            return module;
        }
    }

    private Pipeline Make(GpuPipelineDescription d, VkShaderModule vertex, VkShaderModule pixel)
    {
        fixed (byte* main = "main\0"u8)
        fixed (DynamicState* dynamic = Dynamic)
        {
            PipelineShaderStageCreateInfo* stages = stackalloc PipelineShaderStageCreateInfo[2];
            stages[0] = new() { SType = StructureType.PipelineShaderStageCreateInfo, Stage = ShaderStageFlags.VertexBit, Module = vertex, PName = main };
            stages[1] = new() { SType = StructureType.PipelineShaderStageCreateInfo, Stage = ShaderStageFlags.FragmentBit, Module = pixel, PName = main };
            VertexInputAttributeDescription* attributes = stackalloc VertexInputAttributeDescription[16];
            for (int i = 0; i < d.Attributes.Length; i++)
            {
                attributes[i] = new VertexInputAttributeDescription((uint)d.Attributes[i], 0, Format.R32G32B32A32Sfloat, (uint)i * 16);
            }

            var binding = new VertexInputBindingDescription(0, (uint)d.Attributes.Length * 16, VertexInputRate.Vertex);
            var input = new PipelineVertexInputStateCreateInfo
            {
                SType = StructureType.PipelineVertexInputStateCreateInfo,
                VertexBindingDescriptionCount = d.Attributes.IsEmpty ? 0u : 1,
                PVertexBindingDescriptions = &binding,
                VertexAttributeDescriptionCount = (uint)d.Attributes.Length,
                PVertexAttributeDescriptions = attributes,
            };
            var assembly = new PipelineInputAssemblyStateCreateInfo { SType = StructureType.PipelineInputAssemblyStateCreateInfo, Topology = Translate(d.Topology) };
            var viewport = new PipelineViewportStateCreateInfo { SType = StructureType.PipelineViewportStateCreateInfo, ViewportCount = 1, ScissorCount = 1 };
            var raster = new PipelineRasterizationStateCreateInfo
            {
                SType = StructureType.PipelineRasterizationStateCreateInfo,
                PolygonMode = _device.Features.FillModeNonSolid ? Translate(d.Mode) : VkPolygonMode.Fill,
                CullMode = ((d.CulledFaces & Faces.Front) != 0 ? CullModeFlags.FrontBit : 0) | ((d.CulledFaces & Faces.Back) != 0 ? CullModeFlags.BackBit : 0),
                FrontFace = d.IsFrontClockwise ? FrontFace.Clockwise : FrontFace.CounterClockwise,
                LineWidth = 1,
            };
            var samples = new PipelineMultisampleStateCreateInfo { SType = StructureType.PipelineMultisampleStateCreateInfo, RasterizationSamples = SampleCountFlags.Count1Bit };
            PipelineDepthStencilStateCreateInfo depth = DepthState(d);
            PipelineColorBlendAttachmentState attachment = BlendAttachment(d);
            var blend = new PipelineColorBlendStateCreateInfo
            {
                SType = StructureType.PipelineColorBlendStateCreateInfo,
                LogicOpEnable = d.Logic is not null && _device.Features.LogicOp,
                LogicOp = (LogicOp)(d.Logic ?? LogicOperation.Copy),
                AttachmentCount = d.HasColor ? 1u : 0,
                PAttachments = &attachment,
            };
            var changing = new PipelineDynamicStateCreateInfo
            {
                SType = StructureType.PipelineDynamicStateCreateInfo,
                DynamicStateCount = (uint)Dynamic.Length,
                PDynamicStates = dynamic,
            };
            var info = new GraphicsPipelineCreateInfo
            {
                SType = StructureType.GraphicsPipelineCreateInfo,
                StageCount = 2,
                PStages = stages,
                PVertexInputState = &input,
                PInputAssemblyState = &assembly,
                PViewportState = &viewport,
                PRasterizationState = &raster,
                PMultisampleState = &samples,
                PDepthStencilState = &depth,
                PColorBlendState = &blend,
                PDynamicState = &changing,
                Layout = Layout,
                RenderPass = PassFor(d.HasColor, d.HasDepth),
            };
            Pipeline pipeline;
            VulkanDevice.Check(_device.Vk.CreateGraphicsPipelines(_device.Handle, default, 1, &info, null, &pipeline), "make a pipeline");
            return pipeline;
        }
    }

    /// <summary>Comparisons and stencil operations have Vulkan's own order.</summary>
    private static PipelineDepthStencilStateCreateInfo DepthState(GpuPipelineDescription d)
    {
        var face = new StencilOpState
        {
            FailOp = (StencilOp)d.Stencil.Fail,
            PassOp = (StencilOp)d.Stencil.Pass,
            DepthFailOp = (StencilOp)d.Stencil.DepthFail,
            CompareOp = (CompareOp)d.Stencil.Function,
        };
        return new PipelineDepthStencilStateCreateInfo
        {
            SType = StructureType.PipelineDepthStencilStateCreateInfo,
            DepthTestEnable = d.IsDepthTested,
            DepthWriteEnable = d.WritesDepth,
            DepthCompareOp = (CompareOp)d.DepthFunction,
            StencilTestEnable = d.Stencil.IsEnabled,
            Front = face,
            Back = face,
        };
    }

    private static PipelineColorBlendAttachmentState BlendAttachment(GpuPipelineDescription d) => new()
    {
        BlendEnable = d.IsBlended,
        SrcColorBlendFactor = Translate(d.SourceColor),
        DstColorBlendFactor = Translate(d.DestinationColor),
        ColorBlendOp = (BlendOp)d.Equation,
        SrcAlphaBlendFactor = Translate(d.SourceAlpha),
        DstAlphaBlendFactor = Translate(d.DestinationAlpha),
        AlphaBlendOp = (BlendOp)d.Equation,
        ColorWriteMask = ((d.ColorMask & ColorMask.Red) != 0 ? ColorComponentFlags.RBit : 0)
            | ((d.ColorMask & ColorMask.Green) != 0 ? ColorComponentFlags.GBit : 0)
            | ((d.ColorMask & ColorMask.Blue) != 0 ? ColorComponentFlags.BBit : 0)
            | ((d.ColorMask & ColorMask.Alpha) != 0 ? ColorComponentFlags.ABit : 0),
    };

    private static PrimitiveTopology Translate(GpuTopology topology) => topology switch
    {
        GpuTopology.Points => PrimitiveTopology.PointList,
        GpuTopology.Lines => PrimitiveTopology.LineList,
        _ => PrimitiveTopology.TriangleList,
    };

    private static VkPolygonMode Translate(Xemu.Abstractions.Graphics.PolygonMode mode) => mode switch
    {
        Xemu.Abstractions.Graphics.PolygonMode.Point => VkPolygonMode.Point,
        Xemu.Abstractions.Graphics.PolygonMode.Line => VkPolygonMode.Line,
        _ => VkPolygonMode.Fill,
    };

    private static Silk.NET.Vulkan.BlendFactor Translate(Xemu.Abstractions.Graphics.BlendFactor factor) => factor switch
    {
        Xemu.Abstractions.Graphics.BlendFactor.Zero => Silk.NET.Vulkan.BlendFactor.Zero,
        Xemu.Abstractions.Graphics.BlendFactor.SourceColor => Silk.NET.Vulkan.BlendFactor.SrcColor,
        Xemu.Abstractions.Graphics.BlendFactor.InverseSourceColor => Silk.NET.Vulkan.BlendFactor.OneMinusSrcColor,
        Xemu.Abstractions.Graphics.BlendFactor.SourceAlpha => Silk.NET.Vulkan.BlendFactor.SrcAlpha,
        Xemu.Abstractions.Graphics.BlendFactor.InverseSourceAlpha => Silk.NET.Vulkan.BlendFactor.OneMinusSrcAlpha,
        Xemu.Abstractions.Graphics.BlendFactor.DestinationAlpha => Silk.NET.Vulkan.BlendFactor.DstAlpha,
        Xemu.Abstractions.Graphics.BlendFactor.InverseDestinationAlpha => Silk.NET.Vulkan.BlendFactor.OneMinusDstAlpha,
        Xemu.Abstractions.Graphics.BlendFactor.DestinationColor => Silk.NET.Vulkan.BlendFactor.DstColor,
        Xemu.Abstractions.Graphics.BlendFactor.InverseDestinationColor => Silk.NET.Vulkan.BlendFactor.OneMinusDstColor,
        Xemu.Abstractions.Graphics.BlendFactor.SourceAlphaSaturate => Silk.NET.Vulkan.BlendFactor.SrcAlphaSaturate,
        Xemu.Abstractions.Graphics.BlendFactor.ConstantColor => Silk.NET.Vulkan.BlendFactor.ConstantColor,
        Xemu.Abstractions.Graphics.BlendFactor.InverseConstantColor => Silk.NET.Vulkan.BlendFactor.OneMinusConstantColor,
        Xemu.Abstractions.Graphics.BlendFactor.ConstantAlpha => Silk.NET.Vulkan.BlendFactor.ConstantAlpha,
        Xemu.Abstractions.Graphics.BlendFactor.InverseConstantAlpha => Silk.NET.Vulkan.BlendFactor.OneMinusConstantAlpha,
        _ => Silk.NET.Vulkan.BlendFactor.One,
    };
}
