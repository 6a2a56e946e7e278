using System.Text.Json.Nodes;

namespace Scanout.Hosting.Configuration.Hocon;

/// <summary>A resolved tree as JSON, which is HOCON too: for readers that have their own parser.</summary>
static class HoconText
{
    public static string Of(string key, HoconNode node) => new JsonObject { [key] = ToJson(node) }.ToJsonString();

    static JsonNode? ToJson(HoconNode node) => node switch
    {
        HoconObject inner => new JsonObject(inner.Keys.Select(key => KeyValuePair.Create(key, ToJson(inner.Value(key)!)))),
        HoconArray array => new JsonArray([.. array.Elements.Select(ToJson)]),
        HoconScalar { IsNull: false } scalar => JsonValue.Create(scalar.Text),
        _ => null,
    };
}
