using System.Text.Json;

namespace Scanout.Pipeline.Devices.Vfio.Handover;

/// <summary>What is said of a device that is handed over: a line of JSON.</summary>
/// <param name="Name">Of the display.</param>
/// <param name="Id">Of the VM, or <see cref="Guid.Empty"/>.</param>
/// <param name="Pid">Of the process that the device lives as long as; null where it lives as long as the connection.</param>
sealed record HandoverRequest(string Name, Guid Id, int? Pid)
{
    static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    /// <summary>Reads the line, its newline left out; null, with one sentence why, where it is none.</summary>
    internal static HandoverRequest? Parse(ReadOnlyMemory<byte> line, out string fault)
    {
        try
        {
            using var document = JsonDocument.Parse(line, Strict);
            fault = "the message is no object of JSON";
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement, out fault) : null;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            fault = "the message is no JSON";
            return null;
        }
    }

    static HandoverRequest? Read(JsonElement root, out string fault)
    {
        string? name = null;
        var id = Guid.Empty;
        int? pid = null;
        fault = "";
        foreach (var member in root.EnumerateObject())
            switch (member.Name)
            {
                case "name":
                    name = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : null;
                    break;
                case "id" when member.Value.ValueKind == JsonValueKind.String && member.Value.TryGetGuid(out id):
                    break;
                case "id":
                    fault = "\"id\" is no UUID";
                    break;
                case "pid" when member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt32(out var number) && number > 0:
                    pid = number;
                    break;
                case "pid":
                    fault = "\"pid\" is no process number";
                    break;
                default:
                    fault = "there is a member that is none of \"name\", \"id\" and \"pid\"";
                    break;
            }
        if (fault.Length == 0 && !DisplayName.IsValid(name))
            fault = "\"name\" is missing or no display's name";
        return fault.Length == 0 ? new(name!, id, pid) : null;
    }
}
