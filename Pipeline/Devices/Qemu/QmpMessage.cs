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
readonly record struct QmpMessage(QmpMessageKind Kind, long Id, string Text)
{
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
        var (kind, id, text) = (QmpMessageKind.Other, 0L, "");
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
                    kind = QmpMessageKind.Return;
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
        return new QmpMessage(kind, id, text);
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
