namespace DreamFunctions.Autodiff;

/// <summary>An operator lies between the image and the target, and no rule says what its gradient is.</summary>
public sealed class MissingRuleException : Exception
{
    internal MissingRuleException(string operatorName, string nodeName, IReadOnlyList<string> operatorsWithRule)
        : base($"The operator {operatorName} (node '{nodeName}') has no gradient rule. "
            + $"Operators with a rule: {string.Join(", ", operatorsWithRule)}. "
            + "A layer before this node can be dreamt with; a rule is one line in VjpRules.")
    {
        Operator = operatorName;
        NodeName = nodeName;
        OperatorsWithRule = operatorsWithRule;
    }

    /// <summary>The ONNX operator without a rule, e.g. <c>Einsum</c>.</summary>
    public string Operator { get; }

    /// <summary>The node's name, or its first output where it has none.</summary>
    public string NodeName { get; }

    /// <summary>The operators that have a rule, in alphabetical order.</summary>
    public IReadOnlyList<string> OperatorsWithRule { get; }
}
