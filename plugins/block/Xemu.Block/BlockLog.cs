using Microsoft.Extensions.Logging;

namespace Xemu.Block;

/// <summary>The messages of the disk images.</summary>
internal static partial class BlockLog
{
    /// <summary>The image has another time than its layers remember.</summary>
    [LoggerMessage(1, LogLevel.Warning, "Image '{Image}' was written or copied since the layers in '{Folder}' were made; if its content changed, what the guest sees is a mixture.")]
    public static partial void ImageTouched(this ILogger log, string image, string folder);

    /// <summary>An empty image was made.</summary>
    [LoggerMessage(2, LogLevel.Information, "Image '{Image}' was missing and a new one of {Bytes} bytes was made.")]
    public static partial void ImageMade(this ILogger log, string image, ulong bytes);

    /// <summary>The chain gets long.</summary>
    [LoggerMessage(3, LogLevel.Warning, "Disk '{Image}' has {Layers} layers, one more with each snapshot, and {Most} is the most; 'xemu-platform disk merge' drops those that no snapshot needs, while no machine uses the disk.")]
    public static partial void ManyLayers(this ILogger log, string image, int layers, int most);

    /// <summary>A sealed layer's lock could not be changed.</summary>
    [LoggerMessage(4, LogLevel.Warning, "Another program took the sealed layer '{Layer}' of disk '{Image}' for itself; if it writes the file, what the guest sees is a mixture.")]
    public static partial void LayerTaken(this ILogger log, string image, string layer);

    /// <summary>The seal waits to be made stable.</summary>
    [LoggerMessage(5, LogLevel.Warning, "A seal of disk '{Image}' could not be put on stable storage, and is tried again with the guest's next flush: {Why}")]
    public static partial void SealWaits(this ILogger log, string image, string why);
}
