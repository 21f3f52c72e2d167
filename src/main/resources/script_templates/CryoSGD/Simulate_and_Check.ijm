// Particles with known truth from a map, their reconstruction, and how well it agrees with the map.

#@ File (label = "Map") truth
#@ File (label = "Folder for the results", style = "directory") folder
#@ Integer (label = "Particles", value = 1000) count
#@ Double (label = "SNR", value = 0.1) snr

folder = folder + File.separator;
run("Simulate Particles...",
    "volume=[" + truth + "] count=" + count + " snr=" + snr + " output=[" + folder + "simulated.star] show=false");
run("Reconstruct...",
    "particles=[" + folder + "simulated.star] volume=[" + folder + "simulated_map.mrc]");
run("Fourier Shell Correlation...",
    "volume1=[" + folder + "simulated_map.mrc] volume2=[" + truth + "] output=[" + folder + "truth_fsc.csv]");
