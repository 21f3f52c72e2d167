// The constant c of the Armijo rule: the paper's 0.99, one half, and the exact minimiser along each direction.
particles = File.openDialog("Particles (STAR)");
output = getDirectory("Folder for the results");
run("Compare Optimizers...", "particles=[" + particles + "] methods=sgd,exact,algorithm1 armijo=0.99 output=[" + output + "armijo_0.99]");
run("Compare Optimizers...", "particles=[" + particles + "] methods=sgd,exact,algorithm1 armijo=0.5 output=[" + output + "armijo_0.5]");
run("Compare Optimizers...", "particles=[" + particles + "] methods=sgd,exact,algorithm1 steps=minimiser output=[" + output + "minimiser]");
