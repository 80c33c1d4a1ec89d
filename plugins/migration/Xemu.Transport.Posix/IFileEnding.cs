namespace Xemu.Transport.Posix;

/// <summary>How a file that is written begins and ends.</summary>
internal interface IFileEnding : IDisposable
{
    /// <summary>The first write comes.</summary>
    void Begin();

    /// <summary>Everything is on stable storage: shows it under its name.</summary>
    void Publish();

    /// <summary>Puts the name itself on stable storage.</summary>
    void AfterPublish();

    /// <summary>The file was given up.</summary>
    void Discard();
}
