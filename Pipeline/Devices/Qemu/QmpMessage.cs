using System.Buffers;
using System.Text.Json;

namespace Scanout.Pipeline.Devices.Qemu;

/// <summary>What a line from QEMU is.</summary>
enum QmpMessageKind
{
    Other,
    Greeting,
    Return,
    Error,
    Event,
}

/// <summary>A line from QEMU, as far as it is of interest (QEMU's qmp-spec, section 2).</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Of the command that it answers; 0 where it answers none.</param>
/// <param name="Text">An event's name; what an error says.</param>
/// <param name="IsPointerAbsolute">Of an answer that lists the guest's pointers: whether the one in use is absolute; null elsewhere.</param>
readonly record struct QmpMessage(QmpMessageKind Kind, long Id, string Text, bool? IsPointerAbsolute)
{
    /// <summary>What QEMU says against a command that it answers; null where it was done.</summary>
    public string? Refusal => Kind == QmpMessageKind.Error ? Text : null;

    public static QmpMessage Read(ReadOnlySequence<byte> line)
    {
        try
        {
            return Read(new Utf8JsonReader(line));
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw new QmpException("what QEMU sent is not QMP", broken);
        }
    }

    static QmpMessage Read(Utf8JsonReader json)
    {
        var (kind, id, text, isPointerAbsolute) = (QmpMessageKind.Other, 0L, "", (bool?)null);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
            throw new JsonException();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString();
            json.Read();
            switch (name)
            {
                case "QMP":
                    kind = QmpMessageKind.Greeting;
                    break;
                case "return":
                    (kind, isPointerAbsolute) = (QmpMessageKind.Return, ReadPointers(ref json));
                    break;
                case "event":
                    (kind, text) = (QmpMessageKind.Event, json.GetString() ?? "");
                    break;
                case "error":
                    (kind, text) = (QmpMessageKind.Error, ReadDescription(ref json));
                    continue;
                case "id" when json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number):
                    id = number;
                    break;
            }
            json.Skip();
        }
        return new QmpMessage(kind, id, text, isPointerAbsolute);
    }

    /// <summary>
    /// The list of qapi/ui.json's «query-mice», of all that we ask the only one. The pointer that is «current» is the one by which QEMU's
    /// own servers decide: a tablet without a driver in the guest is in the list, and is not.
    /// </summary>
    static bool? ReadPointers(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
            return null;
        var isAbsolute = false;
        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
            isAbsolute |= IsCurrentAndAbsolute(ref json);
        return json.TokenType == JsonTokenType.EndArray ? isAbsolute : throw new JsonException();
    }

    static bool IsCurrentAndAbsolute(ref Utf8JsonReader json)
    {
        var (isCurrent, isAbsolute) = (false, false);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString();
            json.Read();
            if (name == "current")
                isCurrent = json.TokenType == JsonTokenType.True;
            else if (name == "absolute")
                isAbsolute = json.TokenType == JsonTokenType.True;
            json.Skip();
        }
        return isCurrent && isAbsolute;
    }

    static string ReadDescription(ref Utf8JsonReader json)
    {
        var description = "";
        if (json.TokenType != JsonTokenType.StartObject)
            throw new JsonException();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isDescription = json.ValueTextEquals("desc");
            json.Read();
            if (isDescription)
                description = json.GetString() ?? "";
            json.Skip();
        }
        return description;
    }
}
