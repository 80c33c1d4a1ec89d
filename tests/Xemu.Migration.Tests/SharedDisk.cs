using Xemu.Abstractions;
using Xemu.Abstractions.Media;
using Xemu.Abstractions.State;

namespace Xemu.Migration.Tests;

/// <summary>A disk that two machines could use: as with files, one holds it at a time, and each opening counts.</summary>
internal sealed class SharedDisk
{
    public Guid Medium { get; } = Guid.NewGuid();

    public Guid Layer { get; } = Guid.NewGuid();

    public Lock Gate { get; } = new();

    public ulong Generation { get; set; }

    public Drive? Holder { get; set; }

    public bool IsLeft { get; set; } = true;

    /// <summary>The disk in one machine.</summary>
    internal sealed class Drive : IComponent, IMediumIdentity, IMediumHandover
    {
        private readonly SharedDisk _disk;
        private MediumLayer _released;

        public Drive(SharedDisk disk, bool isIncoming)
        {
            _disk = disk;
            if (!isIncoming)
            {
                Open();
            }
        }

        public MediumLayer Layer => new(_disk.Medium, _disk.Layer, _disk.Generation);

        public bool IsReleased => _disk.Holder != this;

        /// <summary>What to refuse with, if at all.</summary>
        public string? Refusal { get; set; }

        public MediumLayer Seal() => Layer;

        public void RestoreTo(MediumLayer layer)
        {
        }

        public MediumLayer Release()
        {
            lock (_disk.Gate)
            {
                _disk.Holder = null;
                _disk.IsLeft = true;
                return _released = Layer;
            }
        }

        public void TakeBack() => Take(_released);

        public void TakeOver(MediumLayer layer)
        {
            if (Refusal is not null)
            {
                throw new StateException(Refusal);
            }

            Take(layer);
        }

        public void Dispose()
        {
        }

        private void Take(MediumLayer layer)
        {
            lock (_disk.Gate)
            {
                if (_disk.Holder is not null || !_disk.IsLeft || layer != Layer)
                {
                    throw new StateException("Disk 'shared' is another machine's.");
                }

                Open();
            }
        }

        private void Open()
        {
            _disk.Holder = this;
            _disk.IsLeft = false;
            _disk.Generation++;
        }
    }
}
