using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Tests.Commands;

/// <summary>Makes an instance of a wire type in which every member has a value of its own, so that a lost or crossed member shows.</summary>
internal static class SampleValues
{
    public static object Of(Type type) => new Maker().Make(type);

    private sealed class Maker
    {
        private int _next = 1000;

        public object Make(Type type)
        {
            type = Nullable.GetUnderlyingType(type) ?? type;
            var number = ++_next;
            if (type == typeof(string))
            {
                return $"text {number} 用户 😀 \"\\\n";
            }

            if (type == typeof(bool))
            {
                return true;
            }

            if (type == typeof(double))
            {
                return number + 0.25;
            }

            if (type.IsPrimitive)
            {
                return Convert.ChangeType(number % 100 + 1, type, CultureInfo.InvariantCulture);
            }

            if (type == typeof(RawJson))
            {
                return RawJson.Parse($$"""{ "n" : {{number}}.0 , "t":"\u0041" }""");
            }

            if (type == typeof(JsonElement))
            {
                return JsonDocument.Parse($$"""{"n":{{number}}}""").RootElement;
            }

            if (type.IsArray)
            {
                var items = Array.CreateInstance(type.GetElementType()!, 2);
                items.SetValue(Make(type.GetElementType()!), 0);
                items.SetValue(Make(type.GetElementType()!), 1);
                return items;
            }

            if (type.Namespace?.StartsWith("Chat.Protocol", StringComparison.Ordinal) != true)
            {
                throw new NotSupportedException($"{type} stands in a wire type: teach {nameof(SampleValues)} to make one.");
            }

            var instance = Activator.CreateInstance(type)!;
            foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
            {
                property.SetValue(instance, Make(property.PropertyType));
            }

            return instance;
        }
    }
}
