// How far Hutchinson's estimate of the Hessian's diagonal is from the exact one after 1 to 50 passes over the
// particles; the exact diagonal costs one pass. The distances are in the log and in diagonal_*.json.
particles = File.openDialog("Particles (STAR)");
output = getDirectory("Folder for the results");
probes = newArray(1, 2, 5, 10, 20, 50);
for (i = 0; i < probes.length; i++)
    run("Estimate Preconditioner...", "particles=[" + particles + "] noise=white probes=" + probes[i] + " preconditioner=[" + output + "diagonal_" + probes[i] + ".mrc]");
