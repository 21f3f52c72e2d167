// The condition number of 10 000 uniform views in a box of 192, four draws, beside its lower bound.
output = getDirectory("Folder for the results");
run("Condition Number...", "count=10000 maxRadius=95 draws=4 output=[" + output + "uniform]");
print("Curves: " + output + "uniform/condition.png");
