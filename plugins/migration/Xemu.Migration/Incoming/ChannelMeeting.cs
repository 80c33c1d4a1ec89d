namespace Xemu.Migration;

/// <summary>Where page channels and the main channel meet between passes: no page of a pass is read before all of the pass before are in place.</summary>
internal sealed class ChannelMeeting(int channels)
{
    private readonly object _gate = new();
    private int _arrived;
    private int _round;
    private bool _hasEnded;

    /// <summary>A channel has come to a sync packet: waits until the main channel lets all go on.</summary>
    /// <returns>False when there is no more to read.</returns>
    public bool Arrive()
    {
        lock (_gate)
        {
            int round = _round;
            _arrived++;
            Monitor.PulseAll(_gate);
            while (_round == round && !_hasEnded)
            {
                _ = Monitor.Wait(_gate);
            }

            return !_hasEnded;
        }
    }

    /// <summary>The main channel has come to the mark: waits for all channels, which then stand still until <see cref="GoOn"/>.</summary>
    /// <returns>False when it has ended.</returns>
    public bool WaitForAll()
    {
        lock (_gate)
        {
            while (_arrived < channels && !_hasEnded)
            {
                _ = Monitor.Wait(_gate);
            }

            return !_hasEnded;
        }
    }

    /// <summary>Lets the channels go on, if they stand here.</summary>
    public void GoOn()
    {
        lock (_gate)
        {
            if (_arrived == channels)
            {
                _arrived = 0;
                _round++;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Lets everyone go for good.</summary>
    public void End()
    {
        lock (_gate)
        {
            _hasEnded = true;
            Monitor.PulseAll(_gate);
        }
    }
}
