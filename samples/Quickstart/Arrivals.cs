using Parley;

namespace Quickstart;

/// <summary>What really arrived at the service, counted there. It hangs on the host, where every instance finds it.</summary>
public sealed class Arrivals : IExtension<ServiceHostBase>
{
    private readonly Lock _gate = new();
    private readonly HashSet<int> _lines = [];
    private readonly HashSet<int> _linesTwice = [];
    private int _highest;

    /// <summary>Different lines.</summary>
    public int Lines { get; private set; }

    /// <summary>Lines that arrived once and no more.</summary>
    public int ExactlyOnce { get; private set; }

    /// <summary>Lines that arrived twice or more often.</summary>
    public int Repeated { get; private set; }

    /// <summary>Lines that arrived for the first time after one that follows them in the text.</summary>
    public int Late { get; private set; }

    /// <summary>Sessions that brought a line.</summary>
    public int Sessions { get; private set; }

    /// <summary>A line has arrived.</summary>
    public void Add(int number, bool isNewSession)
    {
        lock (_gate)
        {
            Sessions += isNewSession ? 1 : 0;
            if (_lines.Add(number))
            {
                Lines++;
                ExactlyOnce++;
                Late += number < _highest ? 1 : 0;
                _highest = Math.Max(_highest, number);
            }
            else if (_linesTwice.Add(number))
            {
                ExactlyOnce--;
                Repeated++;
            }
        }
    }

    /// <inheritdoc/>
    public void Attach(ServiceHostBase owner)
    {
    }

    /// <inheritdoc/>
    public void Detach(ServiceHostBase owner)
    {
    }
}
