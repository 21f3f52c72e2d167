// The paper's experiment on your particles: plain SGD, a precomputed preconditioner, Algorithm 1 and L-BFGS
// from the same random start, three runs. Open compare.html in a browser afterwards.
particles = File.openDialog("Particles (STAR)");
output = getDirectory("Folder for the results");
run("Compare Optimizers...", "particles=[" + particles + "] methods=sgd,precomputed,exact,algorithm1,decaying,lbfgs epochs=10 runs=3 output=[" + output + "compare]");
print("Page: " + output + "compare/compare.html");
