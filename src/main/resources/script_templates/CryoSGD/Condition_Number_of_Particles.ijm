// The condition number of your particles against the radius, with and without their CTFs.
// Above a ratio of about 60 in the last line of the log, plain SGD stalls at high resolution.
particles = File.openDialog("Particles (STAR)");
output = getDirectory("Folder for the results");
run("Condition Number...", "particles=[" + particles + "] output=[" + output + "condition]");
print("Curves: " + output + "condition/condition.png");
