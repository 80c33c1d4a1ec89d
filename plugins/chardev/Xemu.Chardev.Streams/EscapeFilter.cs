namespace Xemu.Chardev.Streams;

/// <summary>Takes ctrl-A commands out of what is typed: ctrl-A x ends the machine, ctrl-A ctrl-A sends one ctrl-A, others are swallowed.</summary>
/// <remarks>The keys are those that people know from QEMU's <c>-nographic</c>.</remarks>
internal sealed class EscapeFilter(Action stop)
{
    private const byte CtrlA = 1;

    private bool _escaped;

    /// <summary>Filters.</summary>
    /// <param name="data">What was typed; overwritten with what remains.</param>
    /// <returns>How many bytes remain.</returns>
    public int Filter(Span<byte> data)
    {
        int kept = 0;
        foreach (byte key in data)
        {
            if (_escaped)
            {
                _escaped = false;
                switch (key)
                {
                    case (byte)'x' or (byte)'X':
                        stop();
                        break;
                    case CtrlA:
                        data[kept++] = key;
                        break;
                }
            }
            else if (key == CtrlA)
            {
                _escaped = true;
            }
            else
            {
                data[kept++] = key;
            }
        }

        return kept;
    }
}
