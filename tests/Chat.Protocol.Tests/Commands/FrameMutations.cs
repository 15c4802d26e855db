using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Chat.Protocol.Tests.Commands;

/// <summary>Frames and bodies that no client sends, made from good ones.</summary>
internal static class FrameMutations
{
    /// <summary>Values of every kind, for any field.</summary>
    public static IReadOnlyList<string> Values { get; } =
    [
        "null", "true", "0", "-1", "1.5", "1e999", "99999999999999999999", "9223372036854775807", "-9223372036854775808", "\"\"", "\"x\"", "\"\\ud800\"", "\"\\u0000\"",
        "[]", "{}", "[null]", "[[]]", "[{}]", "[\"\"]", "{\"a\":null}", "[1,2,3]",
    ];

    /// <summary>The JSON text with each of its values replaced by each odd value.</summary>
    public static IEnumerable<string> Variants(string json)
    {
        var spans = new List<(int Start, int End)>();
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes);
        var open = new Stack<int>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    open.Push((int)reader.TokenStartIndex);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    spans.Add((open.Pop(), (int)reader.BytesConsumed));
                    break;
                default:
                    spans.Add(((int)reader.TokenStartIndex, (int)reader.BytesConsumed));
                    break;
            }
        }

        return spans.SelectMany(span => Values.Select(value => json[..span.Start] + value + json[span.End..]));
    }

    /// <summary>The bytes with one to four random changes.</summary>
    public static byte[] Mutate(byte[] frame, Random random)
    {
        var bytes = new List<byte>(frame);
        for (var i = random.Next(1, 5); i > 0 && bytes.Count > 2; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.Insert(at, (byte)"{}[]\",:\\0-e"[random.Next(11)]);
                    break;
                case 3:
                    bytes.RemoveRange(at, random.Next(bytes.Count - at));
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, random.Next(Math.Min(40, bytes.Count - at))));
                    break;
                case 5:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Values[random.Next(Values.Count)]));
                    break;
                default:
                    bytes.InsertRange(at, Encoding.ASCII.GetBytes(random.NextInt64().ToString(CultureInfo.InvariantCulture)));
                    break;
            }
        }

        return [.. bytes];
    }
}
