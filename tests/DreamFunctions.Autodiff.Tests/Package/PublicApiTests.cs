using System.Reflection;

namespace DreamFunctions.Autodiff.Tests.Package;

/// <summary>What others may build on stands in PublicApi.txt; a change of it is meant, or it is a mistake.</summary>
public class PublicApiTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void The_public_api_is_the_one_written_down()
    {
        var path = Repository.PathOf("functions", "DreamFunctions.Autodiff", "PublicApi.txt");
        var actual = string.Join('\n', Lines()) + "\n";
        Assert.True(Repository.Says(path, actual), $"The public API differs from PublicApi.txt. If that is meant, DREAM_GOLDEN=1 writes:\n{actual}");
    }

    private static IEnumerable<string> Lines() =>
        from type in typeof(GradientGraph).Assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal)
        from line in new[] { $"{(type.IsAbstract && type.IsSealed ? "static " : "")}{type.FullName}" }
            .Concat(type.GetMembers(Declared).Select(Text).OfType<string>().Select(t => $"  {t}").Distinct().Order(StringComparer.Ordinal))
        select line;

    /// <summary>Null for what the compiler adds: accessors, a record's equality and copying.</summary>
    private static string? Text(MemberInfo member) => member switch
    {
        FieldInfo f => $"{(f.IsLiteral ? "const " : "")}{Name(f.FieldType)} {f.Name}{(f.IsLiteral ? $" = {f.GetRawConstantValue()}" : "")}",
        PropertyInfo p =>
            $"{(p.GetMethod!.IsStatic ? "static " : "")}{Name(p.PropertyType)} {p.Name} "
            + $"{{ {(p.CanRead ? "get; " : "")}{(p.SetMethod is { IsPublic: true } ? "init; " : "")}}}",
        ConstructorInfo c => $"new({Parameters(c)})",
        MethodInfo { IsSpecialName: false } m when !IsOfARecord(m) => $"{(m.IsStatic ? "static " : "")}{Name(m.ReturnType)} {m.Name}({Parameters(m)})",
        _ => null,
    };

    private static bool IsOfARecord(MethodInfo m) => m.Name.Contains('<', StringComparison.Ordinal)
        || m.Name is "Equals" or "GetHashCode" or "ToString" or "PrintMembers" or "Deconstruct";

    private static string Parameters(MethodBase method) => string.Join(", ",
        method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}{(p.IsOptional ? " = default" : "")}"));

    private static string Name(Type type) => type.IsGenericType
        ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : type.Name;
}
