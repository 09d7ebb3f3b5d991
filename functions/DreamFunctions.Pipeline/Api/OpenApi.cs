using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace DreamFunctions.Pipeline;

/// <summary>The OpenAPI 3.1 document of the API, made from its routes and records; docs/openapi.json is a copy that a test keeps current.</summary>
public static class OpenApi
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>The document as JSON.</summary>
    public static string Document(IReadOnlyList<ApiRoute> routes)
    {
        JsonObject paths = [], schemas = [];
        foreach (ApiRoute route in routes)
        {
            if (paths[route.Path] is not JsonObject path)
                paths[route.Path] = path = [];
            path[route.Method.ToLowerInvariant()] = Operation(route, schemas);
        }

        Add(schemas, typeof(Problem));
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "DreamFunctions",
                ["version"] = "1",
                ["description"] = "Dreams of pictures in a storage account. In Azure every request needs a function key (header x-functions-key).",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/api" }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas,
                ["securitySchemes"] = new JsonObject
                {
                    ["functionKey"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "x-functions-key" },
                },
            },
            ["security"] = new JsonArray(new JsonObject { ["functionKey"] = new JsonArray() }, new JsonObject()),
        }.ToJsonString(Indented);
    }

    private static JsonObject Operation(ApiRoute route, JsonObject schemas)
    {
        JsonArray parameters = [];
        foreach (string part in route.Path.Split('/').Where(part => part.StartsWith('{')))
        {
            parameters.Add(new JsonObject
            {
                ["name"] = part.Trim('{', '}'),
                ["in"] = "path",
                ["required"] = true,
                ["schema"] = new JsonObject { ["type"] = "string" },
            });
        }

        foreach ((string name, string meaning) in route.Query)
        {
            parameters.Add(new JsonObject
            {
                ["name"] = name,
                ["in"] = "query",
                ["description"] = meaning,
                ["schema"] = new JsonObject { ["type"] = "string" },
            });
        }

        JsonObject operation = new() { ["operationId"] = route.Id, ["summary"] = route.Summary, ["parameters"] = parameters };
        if (route.Body is { } body)
            operation["requestBody"] = new JsonObject { ["content"] = Content("application/json", Add(schemas, body)) };
        JsonObject responses = new()
        {
            [$"{route.Status}"] = new JsonObject { ["description"] = route.Summary, ["content"] = Content("application/json", Add(schemas, route.Answer)) },
        };
        if (route.Body is not null)
            responses["413"] = Error("The body is larger than the API takes.", schemas);
        responses["429"] = Error("There are more requests a minute than the API takes.", schemas);
        responses["429"]!["headers"] = new JsonObject
        {
            ["Retry-After"] = new JsonObject
            {
                ["description"] = "Seconds to wait.",
                ["schema"] = new JsonObject { ["type"] = "integer" },
            },
        };
        responses["default"] = Error("What was wrong and what to do.", schemas);
        operation["responses"] = responses;
        return operation;
    }

    private static JsonObject Error(string description, JsonObject schemas) => new()
    {
        ["description"] = description,
        ["content"] = Content("application/problem+json", Add(schemas, typeof(Problem))),
    };

    private static JsonObject Content(string type, JsonObject schema) => new() { [type] = new JsonObject { ["schema"] = schema } };

    private static JsonObject Add(JsonObject schemas, Type type)
    {
        if (!schemas.ContainsKey(type.Name))
        {
            // The schemas of one record may point into themselves; here each is whole, so such pointers are laid from the top.
            JsonNode schema = SettingsRules.Json.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });
            schemas[type.Name] = JsonNode.Parse(schema.ToJsonString().Replace("\"#/", $"\"#/components/schemas/{type.Name}/", StringComparison.Ordinal));
        }

        return new JsonObject { ["$ref"] = $"#/components/schemas/{type.Name}" };
    }
}
