using Scanout.Pipeline.Input;

namespace Scanout.Tests.Support;

/// <summary>A VM's keyboard and pointer of which a test sees what reached them: a line for each event.</summary>
public sealed class RecordedInput : IInputTarget
{
    readonly Lock gate = new();
    readonly List<string> lines = [];

    public bool IsConnected { get; set; } = true;

    public LockKeys LockKeys { get; set; }

    public bool HasAbsolutePointer { get; set; } = true;

    public event Action? Changed;

    /// <summary>What came since it was last asked.</summary>
    public string Take()
    {
        lock (gate)
        {
            var taken = string.Join(' ', lines);
            lines.Clear();
            return taken;
        }
    }

    public string Peek()
    {
        lock (gate)
            return string.Join(' ', lines);
    }

    public void Change() => Changed?.Invoke();

    public bool TryKey(byte number, bool isDown) => Add($"{number:x2}{(isDown ? '+' : '-')}");

    public bool TryButton(PointerButton button, bool isDown) => Add($"{button}{(isDown ? '+' : '-')}");

    public bool TryMove(PointerPosition position) => Add($"@{position.X},{position.Y}");

    public bool TryMoveBy(int dxPixels, int dyPixels) => Add($"{dxPixels:+0;-0;+0}{dyPixels:+0;-0;+0}");

    public bool TryPower(PowerAction action) => action is PowerAction.Shutdown or PowerAction.Reset && Add($"{action}");

    public void LeaveOut(uint keysym) => Add($"?{keysym:x}");

    bool Add(string line)
    {
        lock (gate)
            if (IsConnected)
                lines.Add(line);
        return IsConnected;
    }
}
