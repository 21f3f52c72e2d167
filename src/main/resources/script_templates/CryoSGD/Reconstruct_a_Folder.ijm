// Reconstructs every data set (.star, .cs) of a folder, one after the other, without windows.
// Each map and its files go beside the particles; a data set that fails is named in the log and in the summary.
// Record a run by hand first (Plugins > Macros > Record...) and put its keys into "settings".

#@ File (label = "Folder of data sets", style = "directory") folder
#@ String (label = "More keys", value = "symmetry=C1") settings

setBatchMode(true);
folder = folder + File.separator;
files = getFileList(folder);
made = 0;
failed = "";
for (i = 0; i < files.length; i++) {
    if (!endsWith(files[i], ".star") && !endsWith(files[i], ".cs")) continue;
    name = substring(files[i], 0, lastIndexOf(files[i], "."));
    map = folder + name + "_map.mrc";
    if (File.exists(map)) continue; // done before
    run("Reconstruct...", "particles=[" + folder + files[i] + "] volume=[" + map + "] show=false " + settings);
    error = call("org.cryosgd.fiji.LastRun.error"); // empty after a success
    if (error == "") made++;
    else failed = failed + "\n" + files[i] + ": " + error;
}
if (failed == "") failed = " none";
print("Maps made: " + made + "; failed:" + failed);
