using System.Text.Json;
using Scanout.Pipeline.Input;

namespace Scanout.Pipeline.Devices.Qemu;

/// <summary>Events as QMP commands (QEMU's qapi/ui.json, «input-send-event», and qapi/machine.json).</summary>
static class QmpCommands
{
    /// <summary>Asks which pointers the guest has (qapi/ui.json).</summary>
    public const string QueryMice = "query-mice";

    static readonly string[] Buttons = ["left", "middle", "right", "wheel-up", "wheel-down", "wheel-left", "wheel-right", "side", "extra"];

    /// <summary>The command's name.</summary>
    public static string NameOf(QmpEvent next) => next.Kind != QmpEventKind.Power ? "input-send-event"
        : (PowerAction)next.Number == PowerAction.Reset ? "system_reset" : "system_powerdown";

    /// <summary>
    /// The command's arguments. Each event is a command of its own: QEMU refuses a command whole where one of its events has no device to
    /// go to.
    /// </summary>
    public static void WriteArguments(Utf8JsonWriter json, QmpEvent next)
    {
        json.WriteStartObject();
        if (next.Kind != QmpEventKind.Power)
        {
            json.WriteStartArray("events");
            WriteEvents(json, next);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    static void WriteEvents(Utf8JsonWriter json, QmpEvent next)
    {
        switch (next.Kind)
        {
            case QmpEventKind.Key:
                Begin(json, "key");
                json.WriteStartObject("key");
                json.WriteString("type", "number");
                json.WriteNumber("data", next.Number);
                json.WriteEndObject();
                json.WriteBoolean("down", next.IsDown);
                End(json);
                break;
            case QmpEventKind.Button:
                Begin(json, "btn");
                json.WriteString("button", Buttons[next.Number]);
                json.WriteBoolean("down", next.IsDown);
                End(json);
                break;
            case QmpEventKind.Move:
                WriteAxes(json, "abs", next);
                break;
            case QmpEventKind.MoveBy:
                WriteAxes(json, "rel", next);
                break;
        }
    }

    static void WriteAxes(Utf8JsonWriter json, string type, QmpEvent move)
    {
        WriteAxis(json, type, "x", move.X);
        WriteAxis(json, type, "y", move.Y);
    }

    static void WriteAxis(Utf8JsonWriter json, string type, string axis, int value)
    {
        Begin(json, type);
        json.WriteString("axis", axis);
        json.WriteNumber("value", value);
        End(json);
    }

    static void Begin(Utf8JsonWriter json, string type)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteStartObject("data");
    }

    static void End(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
