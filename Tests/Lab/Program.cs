using Scanout.Lab;
using Scanout.Lab.Devices;
using Scanout.Tests.EndToEnd;

// «checks [WORD]» runs the checks; «hold …» is a VM's stand-in, started by them.
ScanoutProcess.StartPatience = TimeSpan.FromMinutes(3);
return args switch
{
    ["checks", .. var only] => new CheckRun(only.FirstOrDefault()).Run(),
    ["hold", .. var addresses] => Holder.Run(addresses),
    _ => 64,
};
