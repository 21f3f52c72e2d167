// Fourier shell correlation of two maps, under a mask made from the first one.
// Both curves are for maps of independent data; with half maps of one reconstruction the first number is its resolution.

#@ File (label = "First map") first
#@ File (label = "Second map") second
#@ File (label = "Table to write (.csv)", style = "save", value = "fsc.csv") table

mask = replace(table, ".csv", "_mask.mrc");
run("Create Mask...", "volume=[" + first + "] mask=[" + mask + "] show=false");
run("Fourier Shell Correlation...",
    "volume1=[" + first + "] volume2=[" + second + "] mask=[" + mask + "] output=[" + table + "]");
