using DurableTask.Core.History;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace DreamFunctions.Local.Hub;

/// <summary>Reads an instance's history from the text in which the engine hands it out.</summary>
internal static class HubHistory
{
    private static readonly Dictionary<string, Type> EventClasses = HistoryEvent.KnownTypes().ToDictionary(type => type.Name);

    // Some events have a constructor for serializers only.
    private static readonly JsonSerializer Serializer = JsonSerializer.Create(new JsonSerializerSettings
    {
        ConstructorHandling = ConstructorHandling.AllowNonPublicDefaultConstructor,
    });

    public static IList<HistoryEvent> Read(string json) =>
        [.. JArray.Parse(json).Cast<JObject>().Select(Event)];

    private static HistoryEvent Event(JObject json)
    {
        var type = ((EventType)(int)json[nameof(HistoryEvent.EventType)]!).ToString();
        var ofEvent = EventClasses.TryGetValue($"{type}Event", out var usual) ? usual : EventClasses[type];
        return (HistoryEvent)json.ToObject(ofEvent, Serializer)!;
    }
}
