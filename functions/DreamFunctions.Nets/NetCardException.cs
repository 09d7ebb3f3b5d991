namespace DreamFunctions.Nets;

/// <summary>A card is not as it should be; the message names the file, the key and what is wrong with it.</summary>
public sealed class NetCardException : Exception
{
    internal NetCardException(string file, string key, string problem, Exception? inner = null)
        : base(key.Length == 0 ? $"{file}: {problem}" : $"{file}: '{key}' {problem}", inner)
    {
        File = file;
        Key = key;
    }

    /// <summary>The card's file.</summary>
    public string File { get; }

    /// <summary>The key, such as <c>layers[3].stride</c>; empty where the whole file is at fault.</summary>
    public string Key { get; }
}
