using Xemu.Kernel.Demo;

if (args.Length != 1)
{
    Console.Error.WriteLine("xemu-kernel-demo: give one argument, the program to write.");
    return 2;
}

// Under another name first: a build that is interrupted leaves no half file that looks up to date.
string temporary = args[0] + ".new";
await File.WriteAllBytesAsync(temporary, DemoProgram.Build()).ConfigureAwait(false);
File.Move(temporary, args[0], overwrite: true);
return 0;
