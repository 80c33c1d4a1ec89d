using Xemu.Frontend.Sdl;

namespace Xemu.Frontends.Tests;

public sealed class PlacementTests
{
    [Theory]
    [InlineData("Aspect", 1280, 960, 640, 480, 0, 0, 1280, 960)]
    [InlineData("Aspect", 1920, 1080, 640, 480, 240, 0, 1440, 1080)]
    [InlineData("Aspect", 1920, 1080, 720, 480, 240, 0, 1440, 1080)]
    [InlineData("Aspect", 1920, 1080, 1280, 720, 0, 0, 1920, 1080)]
    [InlineData("Aspect", 600, 900, 640, 480, 0, 225, 600, 450)]
    [InlineData("Integer", 1920, 1080, 640, 480, 320, 60, 1280, 960)]
    [InlineData("Integer", 320, 240, 640, 480, 0, 0, 320, 240)]
    [InlineData("Stretch", 1000, 100, 640, 480, 0, 0, 1000, 100)]
    public void Place_InAWindow_GivesTheRectangle(string scaling, int windowWidth, int windowHeight, int width, int height, int x, int y, int w, int h) =>
        Assert.Equal(new SdlRect(x, y, w, h), PicturePlacement.Place(Enum.Parse<Scaling>(scaling), windowWidth, windowHeight, width, height));

    [Fact]
    public void ScreenshotName_WithTakenOnes_IsTheNextFree()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["my-xbox-0001.png"], string.Empty);

        Assert.Equal(folder["my-xbox-0002.png"], ScreenshotName.Next(folder.Path, "my-/xbox"));
    }
}
