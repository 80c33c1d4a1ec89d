using Xemu.Boot.Image;

if (args.Length != 2)
{
    Console.Error.WriteLine("xemu-boot-image: give two arguments, the files to write: the open boot image and the open boot ROM.");
    return 2;
}

await WriteAsync(args[0], OpenBootImage.Build()).ConfigureAwait(false);
await WriteAsync(args[1], OpenBootRom.Build()).ConfigureAwait(false);
return 0;

// Under another name first: a build that is interrupted leaves no half file that looks up to date.
static async Task WriteAsync(string path, byte[] content)
{
    string temporary = path + ".new";
    await File.WriteAllBytesAsync(temporary, content).ConfigureAwait(false);
    File.Move(temporary, path, overwrite: true);
}
