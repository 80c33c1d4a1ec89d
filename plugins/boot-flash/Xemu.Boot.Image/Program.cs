using Xemu.Boot.Image;

if (args.Length != 1)
{
    Console.Error.WriteLine("xemu-boot-image: give one argument, the file to write.");
    return 2;
}

// Under another name first: a build that is interrupted leaves no half image that looks up to date.
string temporary = args[0] + ".new";
await File.WriteAllBytesAsync(temporary, OpenBootImage.Build()).ConfigureAwait(false);
File.Move(temporary, args[0], overwrite: true);
return 0;
