using System.Text;
using System.Text.Json.Nodes;
using Xemu.Monitor.Qmp;

namespace Xemu.Monitor.Tests;

public sealed class JsonTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""")]
    [InlineData("""{ 'a' : 'it\'s' }""", """{"a":"it's"}""")]
    [InlineData("[1, -2, 18446744073709551615, 1.5e2, true, false, null]", "[1,-2,18446744073709551615,150,true,false,null]")]
    [InlineData("\"\\ud83d\\ude00 \\n\"", "\"\uD83D\uDE00 \\n\"")]
    [InlineData("{}", "{}")]
    [InlineData("\t[ ]\r\n", "[]")]
    public void Parse_OfAValue_GivesIt(string text, string expected)
    {
        JsonNode? value = JsonParser.Parse(Encoding.UTF8.GetBytes(text));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), value), value?.ToJsonString());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("}")]
    [InlineData("")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{a:1}")]
    [InlineData("[1 2]")]
    [InlineData("01")]
    [InlineData("1.")]
    [InlineData("1e")]
    [InlineData("-")]
    [InlineData("1e999")]
    [InlineData("\"\\x\"")]
    [InlineData("\"\\u12\"")]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\u0000\"")]
    [InlineData("\"a\nb\"")]
    [InlineData("\"a")]
    [InlineData("\"a\\")]
    [InlineData("tru")]
    [InlineData("NaN")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("1 2")]
    public void Parse_OfWhatIsNoJson_IsRefused(string text) =>
        Assert.StartsWith("JSON parse error", Assert.Throws<QmpException>(() => JsonParser.Parse(Encoding.UTF8.GetBytes(text))).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_OfInvalidUtf8_IsRefused() =>
        Assert.Throws<QmpException>(() => JsonParser.Parse([(byte)'"', 0xC3, 0x28, (byte)'"']));

    [Fact]
    public void Parse_OfTooDeepNesting_IsRefusedAtTheLimit()
    {
        Assert.NotNull(JsonParser.Parse(Encoding.ASCII.GetBytes(new string('[', 8) + new string(']', 8)), maxDepth: 8));

        Assert.Throws<QmpException>(() => JsonParser.Parse(Encoding.ASCII.GetBytes(new string('[', 9) + new string(']', 9)), maxDepth: 8));
    }

    [Theory]
    [InlineData("{\"a\":\"}\"}{'b':'\\'}'} [1]\n5\nx y\n{}", "{\"a\":\"}\"}|{'b':'\\'}'}|[1]|5|x y|{}")]
    [InlineData("\r\n \t{\"a\":[{}]}\r\n\r\n", "{\"a\":[{}]}")]
    public void Framer_OfAnyPieces_FindsTheSameValues(string text, string expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int size = 1; size <= bytes.Length; size++)
        {
            Assert.Equal(expected, string.Join('|', Frame(bytes, size)));
        }
    }

    [Fact]
    public void Framer_OfTooManyBytes_Refuses()
    {
        var framer = new JsonFramer(maxBytes: 10, maxDepth: 4);

        Assert.Throws<QmpException>(() => Feed(framer, "{\"aaaaaaaaaaaaaa\":1}"));
    }

    [Fact]
    public void Framer_OfTooDeepNesting_RefusesBeforeItsEnd()
    {
        var framer = new JsonFramer(maxBytes: 1000, maxDepth: 4);

        Assert.Throws<QmpException>(() => Feed(framer, "[[[[["));
    }

    private static void Feed(JsonFramer framer, string text)
    {
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(text);
        _ = framer.TryTake(ref bytes);
    }

    private static List<string> Frame(byte[] bytes, int size)
    {
        var framer = new JsonFramer(1000, 10);
        List<string> result = [];
        for (int i = 0; i < bytes.Length; i += size)
        {
            ReadOnlySpan<byte> piece = bytes.AsSpan(i, Math.Min(size, bytes.Length - i));
            while (framer.TryTake(ref piece))
            {
                result.Add(Encoding.UTF8.GetString(framer.Message));
            }
        }

        return result;
    }
}
