// Particles of a map of yours that are seen mostly from one side: plain SGD stalls at the highest shells,
// Algorithm 1 gets there. With preferred=0 (uniform views) there is little difference.
map = File.openDialog("Map (MRC)");
output = getDirectory("Folder for the results");
run("Simulate Particles...", "volume=[" + map + "] count=3000 snr=1 preferred=0.9 spread=20 seed=1 output=[" + output + "preferred.star]");
run("Condition Number...", "particles=[" + output + "preferred.star] output=[" + output + "condition]");
run("Compare Optimizers...", "particles=[" + output + "preferred.star] methods=sgd,exact,algorithm1,lbfgs epochs=10 runs=3 referenceIterations=200 output=[" + output + "compare]");
print("Page: " + output + "compare/compare.html");
